#include "tools/cli/command.hpp"

#include <cstdio>

namespace shoal::cli {

Option cluster_name_option() {
  return {"name", "NAME", "the local cluster", "shoal"};
}
Option output_option() {
  return {"output,o", "FORMAT", "json, or a table when it is left out"};
}

void say(const std::string& line) {
  std::fprintf(stderr, "shoal: %s\n", line.c_str());
  std::fflush(stderr);
}

void print(const std::string& text) {
  std::fwrite(text.data(), 1, text.size(), stdout);
  std::fflush(stdout);
}

}  // namespace shoal::cli
