// outage-writer: writes one number after another, each once, as fast as --every-us allows, until
// its standard input ends; then prints what became of each try. The client of
// cluster-tests/process/outage, for shoal and for etcd alike.
//
//   outage-writer --target HOST:PORT ... [--ca F --certificate F --key F] --path P --body B
//                 --revision KEY [--method M] [--type T] [--first N] [--every-us U] [--try-ms T]
//                 [--progress F]   an existing file of 8 bytes: how many writes were acknowledged
//
// In the body %n is the number and %b its nine digits in base64. It keeps one connection, at first
// to the first target. When that breaks, or a try is not answered in time, it goes on to the next
// target after a pause of 2 ms; a try that failed is not repeated: the next one is another number.
// What is printed, a line each: "w NUMBER START_NS END_NS STATUS REVISION", and for a connection
// "c TARGET START_NS END_NS".

#include <fcntl.h>
#include <fmt/format.h>
#include <signal.h>
#include <sys/mman.h>
#include <unistd.h>

#include <atomic>
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <iterator>
#include <map>
#include <stdexcept>
#include <vector>

#include "cluster-tests/process/outage_parts/wire.hpp"

namespace shoal::outage {
namespace {

constexpr int64_t us = 1000;
constexpr int64_t ms = 1000 * us;
constexpr int64_t pause_after_failure = 2 * ms;
constexpr int refusals_in_row_max = 10;  // then the next target is asked
constexpr size_t log_bytes_max = size_t{256} << 20;

struct Wish {
  std::vector<Target> targets;
  Trust trust;
  std::string method = "POST", path, type = "application/json", body, revision;
  std::string progress;
  uint64_t first = 1;
  int64_t every = 1000 * us;
  int64_t try_for = 100 * ms;
};

std::string base64_of_digits(uint64_t number) {
  static const char letters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string digits = fmt::format("{:09}", number), out;
  for (size_t i = 0; i + 2 < digits.size(); i += 3) {
    uint32_t three = uint32_t(digits[i]) << 16 | uint32_t(digits[i + 1]) << 8 | digits[i + 2];
    for (int shift = 18; shift >= 0; shift -= 6) out += letters[three >> shift & 63];
  }
  return out;
}

std::string replaced(std::string text, const std::string& what, const std::string& by) {
  for (size_t at = text.find(what); at != std::string::npos; at = text.find(what, at + by.size()))
    text.replace(at, what.size(), by);
  return text;
}

void sleep_until(int64_t when) {
  timespec at{when / 1'000'000'000, when % 1'000'000'000};
  while (clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &at, nullptr) == EINTR) {
  }
}

std::atomic<uint64_t>* shared_count(const std::string& file) {
  static std::atomic<uint64_t> own{0};
  if (file.empty()) return &own;
  int fd = open(file.c_str(), O_RDWR | O_CLOEXEC);
  void* page = mmap(nullptr, sizeof own, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
  if (fd < 0 || page == MAP_FAILED) throw std::runtime_error("cannot map " + file);
  close(fd);
  return static_cast<std::atomic<uint64_t>*>(page);
}

bool input_ended() {
  char byte = 0;
  ssize_t got = read(0, &byte, 1);
  return got == 0 || (got < 0 && errno != EAGAIN);
}

class Writer {
 public:
  explicit Writer(Wish wish)
      : wish_(std::move(wish)),
        wire_(wish_.trust),
        number_(wish_.first),
        acknowledged_(shared_count(wish_.progress)) {}

  void run() {
    while (!input_ended() && log_.size() < log_bytes_max) {
      int64_t start = mono_ns();
      bool done = (wire_.is_open() || connect(start)) && write_one();
      sleep_until(done ? start + wish_.every : mono_ns() + pause_after_failure);
    }
    std::fwrite(log_.data(), 1, log_.size(), stdout);
  }

 private:
  bool connect(int64_t start) {
    bool done = wire_.connect(wish_.targets[target_], start + wish_.try_for);
    if (done)
      log_ += fmt::format("c {} {} {}\n", target_, start, mono_ns());
    else
      next_target();
    return done;
  }
  void next_target() {
    wire_.close();
    target_ = (target_ + 1) % wish_.targets.size();
  }
  bool write_one();

  const Wish wish_;
  Wire wire_;
  size_t target_ = 0;
  uint64_t number_;
  std::atomic<uint64_t>* acknowledged_;
  int refusals_ = 0;
  std::string log_, answer_;
};

bool Writer::write_one() {
  uint64_t number = number_++;
  std::string body = replaced(wish_.body, "%n", std::to_string(number));
  body = replaced(body, "%b", base64_of_digits(number));
  const Target& to = wish_.targets[target_];
  std::string request = fmt::format(
      "{} {} HTTP/1.1\r\nHost: {}:{}\r\nAccept: application/json\r\nContent-Type: {}\r\n"
      "Content-Length: {}\r\n\r\n{}",
      wish_.method, wish_.path, to.host, to.port, wish_.type, body.size(), body);
  int status = 0;
  int64_t start = mono_ns();
  bool answered = wire_.exchange(request, start + wish_.try_for, status, answer_);
  int64_t end = mono_ns();
  bool good = answered && status >= 200 && status < 300;
  uint64_t revision = 0;
  size_t at = good ? answer_.find(wish_.revision) : std::string::npos;
  if (at != std::string::npos)
    revision = std::strtoull(answer_.c_str() + at + wish_.revision.size(), nullptr, 10);
  log_ += fmt::format("w {} {} {} {} {}\n", number, start, end, status, revision);
  if (good) ++*acknowledged_;
  refusals_ = answered && !good ? refusals_ + 1 : 0;
  if (!answered || refusals_ >= refusals_in_row_max) next_target();
  return good;
}

Target target_of(const std::string& text) {
  size_t colon = text.rfind(':');
  if (colon == std::string::npos) throw std::runtime_error("not HOST:PORT: " + text);
  return {text.substr(0, colon), static_cast<uint16_t>(std::stoul(text.substr(colon + 1)))};
}

Wish wish_of(const std::vector<std::string>& words) {
  Wish wish;
  std::map<std::string, std::string*> texts = {
      {"--ca", &wish.trust.ca},      {"--certificate", &wish.trust.certificate},
      {"--key", &wish.trust.key},    {"--method", &wish.method},
      {"--path", &wish.path},        {"--type", &wish.type},
      {"--body", &wish.body},        {"--revision", &wish.revision},
      {"--progress", &wish.progress}};
  for (size_t i = 0; i + 1 < words.size(); i += 2) {
    const auto& name = words[i];
    const auto& value = words[i + 1];
    if (texts.count(name))
      *texts[name] = value;
    else if (name == "--target")
      wish.targets.push_back(target_of(value));
    else if (name == "--first")
      wish.first = std::stoull(value);
    else if (name == "--every-us")
      wish.every = std::stoll(value) * us;
    else if (name == "--try-ms")
      wish.try_for = std::stoll(value) * ms;
    else
      throw std::runtime_error("'" + name + "' is not understood");
  }
  if (wish.targets.empty() || wish.path.empty() || wish.revision.empty())
    throw std::runtime_error("needs --target, --path and --revision");
  return wish;
}

}  // namespace
}  // namespace shoal::outage

int main(int count, char** words) {
  signal(SIGPIPE, SIG_IGN);
  fcntl(0, F_SETFL, fcntl(0, F_GETFL) | O_NONBLOCK);
  try {
    shoal::outage::Writer(shoal::outage::wish_of({words + 1, words + count})).run();
  } catch (const std::exception& error) {
    std::fprintf(stderr, "outage-writer: %s\n", error.what());
    return 2;
  }
}
