#pragma once
// A fuzzer without a framework: it breaks good inputs in the ways wires and outsiders do, from a
// seed, so that what it finds is found again. Tests run a fixed number of rounds; FUZZ_SECONDS=60
// makes each run that long instead. Only tests include this.

#include <chrono>
#include <cstdlib>
#include <functional>
#include <string>
#include <vector>

#include "schema/vocab/random.hpp"

namespace shoal::schema {

class Fuzz {
 public:
  // `seeds` are good inputs, `words` pieces worth putting in (keys, directives, magic numbers).
  Fuzz(uint64_t seed, std::vector<std::string> seeds, std::vector<std::string> words)
      : random_(seed), seeds_(std::move(seeds)), words_(std::move(words)) {}

  // Calls target with broken inputs: `rounds` times, or for FUZZ_SECONDS.
  void run(size_t rounds, const std::function<void(const std::string&)>& target) {
    const char* seconds = std::getenv("FUZZ_SECONDS");
    if (!seconds) {
      for (size_t i = 0; i < rounds; ++i) target(next());
      return;
    }
    using Clock = std::chrono::steady_clock;
    const auto end = Clock::now() + std::chrono::seconds(std::atoi(seconds));
    while (Clock::now() < end) target(next());
  }

  std::string next() {
    std::string input = seeds_[random_.below(seeds_.size())];
    for (uint64_t i = 1 + random_.below(4); i > 0; --i) mutate(input);
    return input;
  }

 private:
  size_t place(const std::string& input) { return random_.below(input.size() + 1); }

  void mutate(std::string& input) {
    const size_t at = place(input);
    const size_t length = random_.below(std::min<size_t>(input.size() - at, 64) + 1);
    switch (random_.below(8)) {
      case 0:
        return void(input.erase(at, length));
      case 1:
        return void(input.insert(at, input.substr(at, length)));
      case 2:
        return void(input.insert(at, words_[random_.below(words_.size())]));
      case 3:
        return input.resize(at);
      case 4: {
        const std::string& other = seeds_[random_.below(seeds_.size())];
        return void(input.replace(at, length, other, place(other), 64));
      }
      case 5:
        return void(input.insert(at, 1 + random_.below(64), "[{\"\xff"[random_.below(4)]));
      case 6:
        if (at < input.size()) input[at] = static_cast<char>(random_.next());
        return;
      default:
        if (at < input.size()) input[at] ^= static_cast<char>(1u << random_.below(8));
    }
  }

  Random random_;
  std::vector<std::string> seeds_, words_;
};

}  // namespace shoal::schema
