#include "storage/raft/codec.hpp"

#include <gtest/gtest.h>

#include "schema/vocab/random.hpp"

namespace shoal::raft {
namespace {

Message full_message() {
  Message message;
  message.type = MessageType::append;
  message.from = {0xfeedfacecafebeef};
  message.to = {2};
  message.term = {7};
  message.index = {41};
  message.log_term = {6};
  message.commit = {40};
  message.hint = {3};
  message.context = 99;
  message.reject = true;
  message.force = true;
  message.entries = {{{6}, {42}, EntryKind::normal, Bytes::copy(std::string_view("payload"))},
                     {{7}, {43}, EntryKind::conf_change, Bytes::copy(std::string_view("c"))},
                     {{7}, {44}, EntryKind::normal, {}}};
  Membership membership{{{1}, {2}, {3}}, {{1}, {9}}, {{4}}, {{9}}, {{3}}, true};
  message.snapshot = SnapshotMeta{{40}, {6}, membership, {12}};
  return message;
}

TEST(Codec, a_message_comes_back_as_it_went) {
  const Message message = full_message();
  const Result<Message> back = decode_message(encode(message));
  ASSERT_TRUE(back.ok()) << back.status().to_string();
  EXPECT_EQ(*back, message);
}

TEST(Codec, every_type_of_message_has_its_number) {
  for (uint8_t type = 0; type < message_types; ++type) {
    Message message;
    message.type = static_cast<MessageType>(type);
    EXPECT_EQ(decode_message(encode(message)).value().type, message.type);
  }
}

TEST(Codec, decoded_payloads_share_the_received_buffer) {
  const Bytes wire = encode(full_message());
  const Message back = decode_message(wire).value();
  EXPECT_GE(back.entries[0].data.data(), wire.data());
  EXPECT_LT(back.entries[0].data.data(), wire.data() + wire.size());
}

TEST(Codec, a_snapshot_head_comes_back_as_it_went) {
  const SnapshotMeta meta = *full_message().snapshot;
  EXPECT_EQ(decode_snapshot_meta(encode(meta)).value(), meta);
}

TEST(Codec, members_out_of_order_are_refused) {
  SnapshotMeta meta = *full_message().snapshot;
  std::swap(meta.membership.voters[0], meta.membership.voters[1]);
  EXPECT_EQ(decode_snapshot_meta(encode(meta)).status().code(), Code::bad_request);
}

TEST(Codec, no_cut_of_a_message_is_taken_for_a_message) {
  const Bytes wire = encode(full_message());
  for (size_t size = 0; size < wire.size(); ++size)
    EXPECT_FALSE(decode_message(Bytes::copy(wire.view().substr(0, size))).ok()) << size;
}

TEST(Codec, damaged_bytes_are_refused_or_read_never_worse) {
  const Bytes wire = encode(full_message());
  Random random(5);
  int refused = 0;
  for (int i = 0; i < 20000; ++i) {
    std::string bytes(wire.view());
    for (uint64_t n = 1 + random.below(4); n > 0; --n)
      bytes[random.below(bytes.size())] = static_cast<char>(random.next());
    refused += !decode_message(Bytes::copy(bytes)).ok();
  }
  EXPECT_GT(refused, 1000);
  for (int i = 0; i < 2000; ++i) {
    std::string bytes(8 * random.below(32), '\0');
    for (char& c : bytes) c = static_cast<char>(random.next());
    (void)decode_message(Bytes::copy(bytes)).ok();
  }
}

}  // namespace
}  // namespace shoal::raft
