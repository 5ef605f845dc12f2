// shoal witness: the third voter of two nodes.

#include <fmt/format.h>
#include <unistd.h>

#include <cstring>

#include "tools/cli/command.hpp"
#include "tools/local_cluster/processes.hpp"

namespace shoal::cli {
namespace {

constexpr const char* passed_on[] = {"name",       "data-dir",    "join",
                                     "token-file", "listen-peer", "advertise"};

Status run_witness(const Arguments& arguments) {
  if (!arguments.words().empty())
    return {Code::bad_request, fmt::format("'{}' is not understood", arguments.words()[0])};
  std::vector<std::string> words{local::executable_folder() + "/shoald", "--witness"};
  for (const char* option : passed_on) {
    if (!arguments.has(option)) continue;
    words.push_back(std::string("--") + option);
    words.push_back(arguments.get(option));
  }
  words.insert(words.end(), arguments.rest().begin(), arguments.rest().end());
  std::vector<char*> argv;
  for (auto& word : words) argv.push_back(word.data());
  argv.push_back(nullptr);
  execv(argv[0], argv.data());
  return {Code::not_found, fmt::format("{}: {}", argv[0], std::strerror(errno))};
}

}  // namespace

Command witness_command() {
  return {
      "witness",
      "--name N --data-dir DIR [--join HOST:PORT --token-file FILE] [-- FLAGS OF SHOALD]",
      "Runs the third voter of a cluster of two nodes, on any small machine",
      "Of two nodes neither can be lost: what is left could not tell a death from a broken\n"
      "cable. A witness votes and keeps the newest entries of the log, sealed as they are; it\n"
      "has no state, no secrets, no API and no pods, and it never leads. With it either node\n"
      "may be lost, and writes go on. It is used while exactly two nodes have replicas; beside\n"
      "three or more it idles. It joins like a node, and needs no flags of that any more once\n"
      "it is a member. Runs in the foreground: it is `shoald --witness`.\n\n"
      "  shoal witness --name w --data-dir /var/lib/shoal --join 10.0.0.1:7443 \\\n"
      "      --token-file join-token --listen-peer 10.0.0.9:7443\n",
      {{"name", "N", "its name in the cluster"},
       {"data-dir", "DIR", "where it keeps its key and log"},
       {"join", "HOST:PORT", "any node's --listen-peer"},
       {"token-file", "FILE", "with a join token"},
       {"listen-peer", "HOST:PORT", "where it listens (default: 0.0.0.0:7443)"},
       {"advertise", "HOST", "where the nodes reach it"}},
      run_witness};
}

}  // namespace shoal::cli
