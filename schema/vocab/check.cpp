#include "schema/vocab/check.hpp"

#include <cstdio>
#include <cstdlib>

namespace shoal {

void check_failed(const char* file, int line, const char* condition, const char* why) {
  std::fprintf(stderr, "event=check_failed at=%s:%d condition=\"%s\" why=\"%s\"\n", file, line,
               condition, why);
  std::fflush(stderr);
  std::abort();
}

}  // namespace shoal
