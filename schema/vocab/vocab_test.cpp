#include <gtest/gtest.h>

#include "schema/vocab/bytes.hpp"
#include "schema/vocab/ids.hpp"
#include "schema/vocab/random.hpp"
#include "schema/vocab/result.hpp"
#include "schema/vocab/time.hpp"

namespace shoal {
namespace {

TEST(Bytes, a_slice_keeps_its_parent_alive) {
  Bytes slice;
  {
    Bytes whole = Bytes::copy("hello world");
    EXPECT_EQ(reinterpret_cast<uintptr_t>(whole.data()) % 8, 0u);
    slice = whole.slice(6, 5);
  }
  EXPECT_EQ(slice.view(), "world");
}

TEST(Random, a_uuid_says_it_is_random) {
  Random random(7);
  std::string a = random.uuid(), b = random.uuid();
  EXPECT_NE(a, b);
  EXPECT_EQ(a.size(), 36u);
  EXPECT_EQ(a[14], '4');
  EXPECT_NE(std::string("89ab").find(a[19]), std::string::npos);
}

TEST(Random, the_same_seed_gives_the_same_numbers) {
  Random a(1), b(1);
  for (int i = 0; i < 100; ++i) EXPECT_EQ(a.below(10), b.below(10));
}

Result<int> half(int n) {
  if (n % 2) return {Code::bad_request, "odd"};
  return n / 2;
}
Result<int> quarter(int n) {
  SHOAL_ASSIGN(int h, half(n));
  return half(h);
}

TEST(Result, an_error_travels_up_unchanged) {
  EXPECT_EQ(*quarter(8), 2);
  EXPECT_EQ(quarter(3).status().to_string(), "BadRequest: odd");
  EXPECT_EQ(quarter(6).status().code(), Code::bad_request);
}

TEST(Status, codes_print_as_kubernetes_reasons) {
  EXPECT_EQ(code_facts(Code::already_exists).http, 409);
  EXPECT_EQ(code_facts(Code::expired).reason, "Expired");
}

TEST(Clock, goes_forward) {
  auto a = system_clock().mono();
  EXPECT_LE(a, system_clock().mono());
}

}  // namespace
}  // namespace shoal
