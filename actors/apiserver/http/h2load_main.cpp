// A server that answers every GET with 1 KiB, to be measured with h2load. Prints its port, and at
// the end of its input the CPU time it used for each request.

#include <sys/resource.h>

#include <cstdio>

#include "actors/apiserver/http/test_server.hpp"

int main() {
  using namespace shoal;
  Bytes body = Bytes::copy(std::string(1024, 'x'));
  http::TestServer test([&body](http::Request&&, std::shared_ptr<http::Exchange> exchange) {
    exchange->respond({200, {{"content-type", "application/json"}}, body});
  });
  std::printf("%d\n", test.server->port());
  std::fflush(stdout);
  while (std::getchar() != EOF) continue;
  rusage used{};
  getrusage(RUSAGE_SELF, &used);
  double us = (used.ru_utime.tv_sec + used.ru_stime.tv_sec) * 1e6 + used.ru_utime.tv_usec +
              used.ru_stime.tv_usec;
  auto requests = static_cast<double>(test.server->counters().requests);
  std::printf("%.0f requests, %.2f us CPU each\n", requests, us / requests);
}
