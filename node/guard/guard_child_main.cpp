// A stand-in for shoald in the guard's tests: notes each start in a file, then behaves as told.
//   guard-child FILE live|deaf|spin|exit0|exit5
// live: a heart beats until SIGTERM (exit 0). deaf: it beats on after that. spin: beats once, then
// handles one message for ever.

#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "node/guard/page.hpp"

int main(int argc, char** argv) {
  if (argc < 3) return 2;
  shoal::guard::Page* page = shoal::guard::map_page(getenv(shoal::guard::page_variable), false);
  if (page == nullptr) return shoal::guard::page_version + 2;
  signal(SIGTERM, [](int) { _exit(0); });
  const bool deaf = strcmp(argv[2], "deaf") == 0;
  if (deaf) signal(SIGTERM, SIG_IGN);
  char line[64];
  int size = snprintf(line, sizeof line, "%d %lld\n", getpid(),
                      static_cast<long long>(shoal::guard::boot_now_ns()));
  int fd = open(argv[1], O_WRONLY | O_APPEND | O_CREAT, 0600);
  if (write(fd, line, size_t(size)) != size) return 2;
  close(fd);
  if (strncmp(argv[2], "exit", 4) == 0) return atoi(argv[2] + 4);
  page->beat();
  page->slots[3].begin("n1/controllers/deployment/default/web", 4711, shoal::guard::boot_now_ns());
  for (; deaf || strcmp(argv[2], "live") == 0; page->beat()) usleep(10'000);
  for (;;) pause();
}
