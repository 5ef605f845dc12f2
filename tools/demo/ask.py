"""Asks each ADDRESS:PORT for its page and prints those that answered, one a line. Run inside the network."""
import sys
import urllib.request

TIMEOUT_S = 2

opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
for endpoint in sys.argv[1:]:
    try:
        with opener.open(f"http://{endpoint}/index.html", timeout=TIMEOUT_S) as answer:
            if b"served by shoal" in answer.read(4096):
                print(endpoint)
    except OSError as error:
        print(f"{endpoint}: {error}", file=sys.stderr)
