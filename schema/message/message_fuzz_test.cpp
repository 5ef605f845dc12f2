#include <gtest/gtest.h>

#include "schema/message/message.hpp"
#include "schema/walk/arbitrary.hpp"
#include "schema/walk/fuzz.hpp"
#include "schema/walk/sample_tables.hpp"

namespace shoal::schema {
namespace {

using sample::Sample;

std::vector<std::string> seeds(Bytes (*encode)(const Struct&, const void*)) {
  std::vector<std::string> seeds;
  for (uint64_t seed = 0; seed < 20; ++seed) {
    const Box box = Arbitrary(seed).box(Sample::descriptor());
    seeds.emplace_back(encode(box.type(), box.get()).view());
  }
  return seeds;
}
const std::vector<std::string> words = {std::string(8, '\0'), "\xff\xff\xff\xff",
                                        std::string("\x01\0\0\0\xff\xff\xff\xff", 8)};

TEST(MessageFuzz, what_is_accepted_is_written_and_read_as_itself) {
  size_t accepted = 0;
  Fuzz(1, seeds(encode_message), words).run(20'000, [&](const std::string& text) {
    Box box(Sample::descriptor()), again(Sample::descriptor());
    if (!decode_message(box.type(), Bytes::copy(text), box.get()).ok()) return;
    ++accepted;
    const Bytes written = encode_message(box.type(), box.get());
    ASSERT_EQ(decode_message(box.type(), written, again.get()), Status());
    ASSERT_EQ(encode_message(box.type(), again.get()), written);
  });
  EXPECT_GT(accepted, 300u);
}

TEST(MessageFuzz, packed_bytes_of_any_kind_are_read_or_refused) {
  Fuzz(2, seeds(encode_packed_message), words).run(20'000, [&](const std::string& text) {
    Box box(Sample::descriptor());
    const Status status = decode_packed_message(box.type(), Bytes::copy(text), box.get());
    ASSERT_TRUE(status.ok() || status.code() == Code::bad_request);
  });
}

}  // namespace
}  // namespace shoal::schema
