#include <gtest/gtest.h>

#include "schema/protobuf/envelope.hpp"
#include "schema/protobuf/protobuf.hpp"
#include "schema/walk/arbitrary.hpp"
#include "schema/walk/fuzz.hpp"
#include "schema/walk/sample_tables.hpp"

namespace shoal::protobuf {
namespace {

using schema::Box;
using schema::sample::Sample;

TEST(ProtobufFuzz, what_is_accepted_prints_and_parses_as_itself) {
  std::vector<std::string> seeds;
  for (uint64_t seed = 0; seed < 20; ++seed) {
    const Box box = schema::Arbitrary(seed).box(Sample::descriptor());
    print_message(box.type(), box.get(), seeds.emplace_back());
  }
  size_t accepted = 0;
  schema::Fuzz(1, seeds, {"\x0a", "\xff\xff\xff\xff\x0f", "\x0a\x00", "\x12\x02", "\xa3\x06"})
      .run(20'000, [&](const std::string& text) {
        Box box(Sample::descriptor()), again(Sample::descriptor());
        if (!parse_message(text, box.type(), box.get()).ok()) return;
        ++accepted;
        std::string printed, reprinted;
        print_message(box.type(), box.get(), printed);
        ASSERT_EQ(parse_message(printed, again.type(), again.get()), Status());
        print_message(again.type(), again.get(), reprinted);
        ASSERT_EQ(printed, reprinted);
      });
  EXPECT_GT(accepted, 300u);
}

TEST(ProtobufFuzz, envelopes_and_events_of_any_bytes_are_read_or_refused) {
  std::string body, frame;
  print_envelope("v1", "Pod", "raw", body);
  print_watch_frame("ADDED", body, frame);
  schema::Fuzz(2, {body, frame.substr(4)}, {std::string("k8s\0", 4), "\x0a"})
      .run(20'000, [&](const std::string& text) {
        const auto envelope = open_envelope(text);
        if (envelope.ok()) {
          ASSERT_LE(envelope->raw.size(), text.size());
        }
        const auto event = parse_watch_event(text);
        if (event.ok()) {
          ASSERT_LE(event->object.size(), text.size());
        }
      });
}

}  // namespace
}  // namespace shoal::protobuf
