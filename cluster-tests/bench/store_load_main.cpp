// shoal-store-load: closed-loop single-key writes to one server; the client of bench/store.

#include <cstdio>
#include <cstdlib>
#include <map>
#include <string>

#include "cluster-tests/bench/load.hpp"

namespace {

constexpr const char* usage =
    "shoal-store-load shoal|etcd --address HOST:PORT [--data-dir DIR --node NAME]\n"
    "  [--clients N] [--connections N] [--seconds S] [--warm-up S] [--value-bytes N] [--keys N]\n"
    "Each client has one write under way. Prints one JSON object.\n";

bool read(int argc, char** argv, shoal::bench::Wish& wish) {
  std::map<std::string, std::string> given;
  for (int i = 2; i + 1 < argc; i += 2) given[argv[i]] = argv[i + 1];
  auto number = [&](const char* name, double otherwise) {
    auto found = given.extract(name);
    return found.empty() ? otherwise : std::atof(found.mapped().c_str());
  };
  auto text = [&](const char* name) {
    auto found = given.extract(name);
    return found.empty() ? std::string() : found.mapped();
  };
  wish.address = text("--address");
  wish.data_dir = text("--data-dir");
  wish.node = text("--node");
  wish.clients = static_cast<int>(number("--clients", wish.clients));
  wish.connections = static_cast<int>(number("--connections", (wish.clients + 15) / 16));
  wish.seconds = number("--seconds", wish.seconds);
  wish.warm_up_s = number("--warm-up", wish.warm_up_s);
  wish.value_bytes = static_cast<size_t>(number("--value-bytes", double(wish.value_bytes)));
  wish.keys = static_cast<uint64_t>(number("--keys", double(wish.keys)));
  return argc >= 2 && argc % 2 == 0 && given.empty() && !wish.address.empty();
}

}  // namespace

int main(int argc, char** argv) {
  shoal::bench::Wish wish;
  if (!read(argc, argv, wish)) {
    std::fputs(usage, stderr);
    return 2;
  }
  auto target = std::string(argv[1]) == "etcd" ? shoal::bench::connect_etcd(wish)
                                               : shoal::bench::connect_shoal(wish);
  if (!target.ok()) {
    std::fprintf(stderr, "shoal-store-load: %s\n", target.status().message().c_str());
    return 1;
  }
  std::puts(shoal::bench::run_load(wish, **target).c_str());
  // What never was answered must not keep the program: nobody waits for it any more.
  std::fflush(stdout);
  std::_Exit(0);
}
