#pragma once
// Quantity: an amount of cpu, memory or anything countable, as Kubernetes writes it: 100m, 1.5Gi,
// 2e3. Exact: a whole number of billionths in 128 bits, with the notation it was written in, so
// that adding never rounds and printing gives Kubernetes' canonical form. A plain value; pure.

#include <compare>
#include <cstdint>
#include <string>
#include <string_view>

#include "schema/vocab/result.hpp"

namespace shoal::api {

class Quantity {
 public:
  // How it is printed: 1k, 1Ki or 1e3.
  enum class Notation : uint8_t { decimal, binary, exponent };

  Quantity() = default;
  static Quantity of(int64_t value, Notation notation = Notation::decimal);
  static Quantity milli(int64_t thousandths);  // cpu: milli(1500) prints 1500m
  static Quantity bytes(int64_t value) { return of(value, Notation::binary); }
  // Any form Kubernetes reads. Finer than a billionth is rounded away from zero, and a magnitude
  // beyond 2^63-1 is cut to it, as Kubernetes does.
  static Result<Quantity> parse(std::string_view text);

  std::string to_string() const;
  bool is_zero() const { return nanos_ == 0; }
  int sign() const { return nanos_ < 0 ? -1 : nanos_ > 0; }
  Notation notation() const { return notation_; }
  // Rounded up (towards positive infinity), cut to 64 bits.
  int64_t value() const;
  int64_t milli_value() const;

  // The notation of the left side stays, unless the left side is zero.
  Quantity& operator+=(const Quantity& other);
  Quantity& operator-=(const Quantity& other);
  friend Quantity operator+(Quantity a, const Quantity& b) { return a += b; }
  friend Quantity operator-(Quantity a, const Quantity& b) { return a -= b; }
  Quantity operator-() const;

  // By amount: 1000m equals 1.
  std::strong_ordering operator<=>(const Quantity& other) const { return nanos_ <=> other.nanos_; }
  bool operator==(const Quantity& other) const { return nanos_ == other.nanos_; }

 private:
  Quantity(__int128 nanos, Notation notation) : nanos_(nanos), notation_(notation) {}
  __int128 nanos_ = 0;
  Notation notation_ = Notation::decimal;
};

}  // namespace shoal::api
