#include <gtest/gtest.h>
#include <cstdio>

#include "schema/descriptor/equal.hpp"
#include "schema/json/writer.hpp"
#include "schema/protobuf/envelope.hpp"
#include "schema/protobuf/protobuf.hpp"
#include "schema/protobuf/wire.hpp"
#include "schema/walk/arbitrary.hpp"
#include "schema/walk/json_encode.hpp"
#include "schema/walk/sample_tables.hpp"

namespace shoal::protobuf {
namespace {

using schema::Arbitrary;
using schema::Box;
using schema::sample::Meta;
using schema::sample::Port;
using schema::sample::Sample;
using schema::sample::Strategy;

std::string hex(std::string_view bytes) {
  std::string text;
  for (unsigned char byte : bytes) {
    char pair[4];
    std::snprintf(pair, sizeof pair, "%02x ", byte);
    text += pair;
  }
  return text;
}

std::string print(const Box& box) {
  std::string out;
  print_message(box.type(), box.get(), out);
  return out;
}

std::string json(const Box& box) {
  json::Writer writer;
  schema::encode_json(box.type(), box.get(), writer);
  return writer.take();
}

TEST(Protobuf, random_values_survive_a_round_trip) {
  for (uint64_t seed = 0; seed < 500; ++seed) {
    const Box box = Arbitrary(seed).box(Sample::descriptor());
    Box again(Sample::descriptor());
    ASSERT_EQ(parse_message(print(box), again.type(), again.get()), Status());
    ASSERT_TRUE(schema::equal(box.type(), box.get(), again.get())) << seed << "\n"
                                                                   << json(box) << "\n"
                                                                   << json(again);
  }
}

TEST(Protobuf, fields_without_a_pointer_are_printed_even_when_zero) {
  EXPECT_EQ(hex(print(Box(Port::descriptor()))), "0a 00 10 00 1a 00 ");
  EXPECT_EQ(hex(print(Box(Strategy::descriptor()))), "0a 00 ");
  EXPECT_EQ(hex(print(Box(Meta::descriptor()))), "0a 00 12 00 1a 00 ");
}

TEST(Protobuf, scalars_with_a_format_are_small_messages) {
  Strategy strategy;
  strategy.maxSurge = api::IntOrString("25%");
  EXPECT_EQ(hex(print(Box::of(strategy))), "0a 00 12 09 08 01 10 00 1a 03 32 35 25 ");
  Meta meta;
  meta.creationTimestamp = api::Time::from_unix_s(1);
  meta.labels["a"] = "b";
  EXPECT_EQ(hex(print(Box::of(meta))), "0a 00 12 00 1a 04 08 01 10 00 22 06 0a 01 61 12 01 62 ");
}

TEST(Protobuf, negative_numbers_take_ten_bytes) {
  Port port;
  port.containerPort = -1;
  EXPECT_EQ(hex(print(Box::of(port))), "0a 00 10 ff ff ff ff ff ff ff ff ff 01 1a 00 ");
}

TEST(Protobuf, unknown_numbers_and_groups_are_skipped) {
  Box box(Port::descriptor());
  const std::string_view text("\x0a\x01x\x9a\x06\x02hi\xa3\x06\x08\x01\xa4\x06\x10\x50", 16);
  EXPECT_EQ(parse_message(text, box.type(), box.get()), Status());
  EXPECT_EQ(box.as<Port>().name, "x");
  EXPECT_EQ(box.as<Port>().containerPort, 80);
}

TEST(Protobuf, packed_numbers_are_read_too) {
  Box box(schema::sample::Spec::descriptor());
  const auto* field = box.type().find("numbers");
  std::string text;
  Printer(text).tag(field->proto, Wire::bytes);
  text += std::string("\x03\x01\x80\x01", 4);
  EXPECT_EQ(parse_message(text, box.type(), box.get()), Status());
  EXPECT_EQ(box.as<schema::sample::Spec>().numbers, (std::vector<int32_t>{1, 128}));
}

TEST(Protobuf, malformed_text_is_refused) {
  for (std::string_view text :
       {"\x0a", "\x0a\x05x", "\x10", "\x0a\xff\xff\xff\xff\xff\xff\xff\xff\x7f", "\x12\x00", "\x07",
        "\xa3\x06\x08\x01"}) {
    Box box(Port::descriptor());
    EXPECT_EQ(parse_message(text, box.type(), box.get()).code(), Code::bad_request) << hex(text);
  }
}

TEST(Protobuf, an_object_travels_in_its_envelope) {
  Box box(Sample::descriptor());
  box.as<Sample>().metadata.name = "n";
  std::string body;
  print_object({"v1", "Sample", "42"}, box.type(), box.get(), body);
  EXPECT_TRUE(body.starts_with(std::string_view("k8s\0\x0a\x0c\x0a\x02v1\x12\x06Sample\x12", 19)));
  const auto envelope = open_envelope(body);
  ASSERT_TRUE(envelope.ok());
  EXPECT_EQ(envelope->kind, "Sample");
  Box again(Sample::descriptor());
  EXPECT_EQ(parse_message(envelope->raw, again.type(), again.get()), Status());
  EXPECT_EQ(again.as<Sample>().metadata.name, "n");
  EXPECT_EQ(again.as<Sample>().metadata.resourceVersion, "42");
}

TEST(Protobuf, a_body_without_the_magic_is_refused) {
  EXPECT_EQ(
      open_envelope("{}").status().message(),
      "provided data does not appear to be a protobuf message, expected prefix [107 56 115 0]");
}

TEST(Protobuf, a_watch_event_is_a_frame_of_an_envelope_of_an_envelope) {
  std::string frame;
  print_watch_frame("ADDED", "object", frame);
  const size_t length = static_cast<unsigned char>(frame[3]);
  ASSERT_EQ(length + 4, frame.size());
  const auto event = parse_watch_event(std::string_view(frame).substr(4));
  ASSERT_TRUE(event.ok());
  EXPECT_EQ(event->type, "ADDED");
  EXPECT_EQ(event->object, "object");
}

}  // namespace
}  // namespace shoal::protobuf
