#include <gtest/gtest.h>

#include "schema/descriptor/equal.hpp"
#include "schema/kinds/kinds.hpp"
#include "schema/message/message.hpp"
#include "schema/protobuf/protobuf.hpp"
#include "schema/walk/arbitrary.hpp"
#include "schema/walk/defaults.hpp"
#include "schema/walk/json_decode.hpp"
#include "schema/walk/json_encode.hpp"

namespace shoal::schema {
namespace {

// Every served kind, with random content: each form it travels in gives it back.
TEST(Kinds, survive_a_message_and_json_whatever_they_hold) {
  for (const Kind& kind : kinds()) {
    const Struct& type = *kind.structure;
    for (uint64_t seed = 0; seed < 20; ++seed) {
      const Box box = Arbitrary(seed).box(type);
      Box from_message(type), from_json(type);
      const Bytes message = encode_message(type, box.get());
      ASSERT_EQ(decode_message(type, message, from_message.get()), Status()) << kind.kind;
      ASSERT_TRUE(equal(type, box.get(), from_message.get())) << kind.kind << " " << seed;
      json::Writer writer;
      encode_json(type, box.get(), writer);
      ASSERT_EQ(decode_json(writer.view(), type, from_json.get(), {Strictness::strict}), Status())
          << kind.kind;
      ASSERT_TRUE(equal(type, box.get(), from_json.get())) << kind.kind << " " << seed;
    }
  }
}

// Not every field has a number, so what protobuf gives back is compared with itself.
TEST(Kinds, lose_nothing_more_in_protobuf_the_second_time) {
  for (const Kind& kind : kinds()) {
    const Struct& type = *kind.structure;
    for (uint64_t seed = 0; seed < 20; ++seed) {
      const Box box = Arbitrary(seed).box(type);
      Box once(type), twice(type);
      std::string first, second;
      protobuf::print_message(type, box.get(), first);
      ASSERT_EQ(protobuf::parse_message(first, type, once.get()), Status()) << kind.kind;
      protobuf::print_message(type, once.get(), second);
      ASSERT_EQ(first, second) << kind.kind << " " << seed;
    }
  }
}

TEST(Kinds, take_their_stated_defaults_and_taking_them_twice_changes_nothing) {
  for (const Kind& kind : kinds()) {
    Box box = Arbitrary(3).box(*kind.structure);
    apply_defaults(box.type(), box.get());
    const Box once = box.clone();
    apply_defaults(box.type(), box.get());
    EXPECT_TRUE(equal(box.type(), once.get(), box.get())) << kind.kind;
  }
}

}  // namespace
}  // namespace shoal::schema
