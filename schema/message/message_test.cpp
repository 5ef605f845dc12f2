#include <gtest/gtest.h>

#include "schema/descriptor/equal.hpp"
#include "schema/message/message.hpp"
#include "schema/walk/arbitrary.hpp"
#include "schema/walk/sample_tables.hpp"

namespace shoal::schema {
namespace {

using sample::Meta;
using sample::Sample;

TEST(Message, random_values_survive_a_round_trip_plain_and_packed) {
  for (uint64_t seed = 0; seed < 500; ++seed) {
    const Box box = Arbitrary(seed).box(Sample::descriptor());
    Box plain(box.type()), packed(box.type());
    const Bytes message = encode_message(box.type(), box.get());
    ASSERT_EQ(decode_message(box.type(), message, plain.get()), Status()) << seed;
    ASSERT_TRUE(equal(box.type(), box.get(), plain.get())) << seed;
    const Bytes small = encode_packed_message(box.type(), box.get());
    ASSERT_EQ(decode_packed_message(box.type(), small, packed.get()), Status()) << seed;
    ASSERT_TRUE(equal(box.type(), box.get(), packed.get())) << seed;
    ASSERT_EQ(encode_message(box.type(), plain.get()), message) << seed;
  }
}

// Meta as an earlier build knew it: without its last fields.
struct OldMeta {
  OldMeta() : type(Meta::descriptor()) {
    fields.assign(type.fields.begin(), type.fields.begin() + 2);
    type.fields = fields;
    type.pointers = 2;
  }
  Struct type;
  std::vector<Field> fields;
};

TEST(Message, an_older_and_shorter_message_reads_with_defaults) {
  OldMeta old;
  Meta meta;
  meta.name = "a";
  meta.labels["x"] = "y";
  Meta read;
  EXPECT_EQ(decode_message(Meta::descriptor(), encode_message(old.type, &meta), &read), Status());
  EXPECT_EQ(read.name, "a");
  EXPECT_TRUE(read.labels.empty());
}

TEST(Message, what_a_newer_build_added_is_passed_over) {
  OldMeta old;
  Meta meta;
  meta.name = "a";
  meta.labels["x"] = "y";
  Meta read;
  EXPECT_EQ(decode_message(old.type, encode_message(Meta::descriptor(), &meta), &read), Status());
  EXPECT_EQ(read.name, "a");
  EXPECT_TRUE(read.labels.empty());
}

TEST(Message, unset_and_zero_are_different) {
  sample::Spec spec;
  spec.replicas = 0;
  spec.className = "";
  sample::Spec read;
  const Struct& type = sample::Spec::descriptor();
  EXPECT_EQ(decode_message(type, encode_message(type, &spec), &read), Status());
  EXPECT_EQ(read.replicas, 0);
  EXPECT_EQ(read.className, "");
  EXPECT_FALSE(read.deadline.has_value());
}

TEST(Message, a_slice_that_is_not_aligned_is_read) {
  Meta meta, read;
  meta.name = "a";
  const Bytes message = encode_message(Meta::descriptor(), &meta);
  const Bytes frame = Bytes::copy("x" + std::string(message.view()));
  EXPECT_EQ(decode_message(Meta::descriptor(), frame.slice(1, message.size()), &read), Status());
  EXPECT_EQ(read.name, "a");
}

TEST(Message, damaged_bytes_are_refused_and_never_crash) {
  const Box box = Arbitrary(7).box(Sample::descriptor());
  const Bytes message = encode_message(box.type(), box.get());
  const Bytes packed = encode_packed_message(box.type(), box.get());
  size_t refused = 0;
  for (size_t i = 0; i < message.size(); ++i) {
    std::string damaged(message.view());
    damaged[i] ^= 0x55;
    Box read(box.type());
    refused += !decode_message(box.type(), Bytes::copy(damaged), read.get()).ok();
  }
  for (size_t i = 0; i < packed.size(); ++i) {
    Box read(box.type());
    refused += !decode_packed_message(box.type(), packed.slice(0, i), read.get()).ok();
  }
  EXPECT_GT(refused, packed.size() / 2);
}

TEST(Message, reading_stops_at_its_limits) {
  const Box box = Arbitrary(7).box(Sample::descriptor());
  const Bytes message = encode_message(box.type(), box.get());
  Box read(box.type());
  const MessageLimits few_words{.traversal_max_words = 8}, shallow{.nesting_max = 1};
  EXPECT_EQ(decode_message(box.type(), message, read.get(), few_words).code(), Code::bad_request);
  EXPECT_EQ(decode_message(box.type(), message, read.get(), shallow).code(), Code::bad_request);
  const MessageLimits small{.unpacked_max_bytes = 64};
  EXPECT_EQ(decode_packed_message(box.type(), encode_packed_message(box.type(), box.get()),
                                  read.get(), small)
                .code(),
            Code::bad_request);
}

}  // namespace
}  // namespace shoal::schema
