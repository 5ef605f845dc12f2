// A member whose key is proven and whose frames are nonsense: what cannot be read is dropped, and
// the member that reads it serves on.
#include "actors/cluster/rules/sayings.hpp"
#include "actors/cluster/three_nodes.hpp"
#include "actors/link/links.hpp"
#include "schema/vocab/peer_frame.hpp"
#include "schema/vocab/random.hpp"
#include "storage/log/directory/version_file.hpp"
#include "storage/raft/codec.hpp"

namespace shoal::cluster {
namespace {

constexpr int frames_sent = 3000;

// Links of n2, by its own key, without a member behind them.
struct Impostor {
  Impostor(const TestMachine& machine, const Member& victim) {
    LinkOptions options;
    options.name = machine.name;
    options.cluster = (*log::read_version(machine.data_dir))->cluster;
    options.key = *load_or_make_node_key(machine.data_dir + "/identity");
    options.listen_port = machine.port;
    LinkCallbacks callbacks;
    callbacks.on_frame = [](const NodeName&, Frame) {};
    callbacks.on_up = [](const NodeName&, LinkClass) {};
    callbacks.on_down = [](const NodeName&, LinkClass, LinkDown, const std::string&) {};
    callbacks.is_pinned = [pin = victim.pin, name = victim.name](const KeyPin& shown) {
      return shown == pin ? name : NodeName();
    };
    links = *make_links(std::move(options), std::move(callbacks));
    links->remember(victim.address());
    for (auto lane : {LinkClass::control, LinkClass::bulk})
      EXPECT_TRUE(eventually([&] { return links->is_up(victim.name, lane); }));
  }
  void send(const NodeName& to, Frame frame, LinkClass lane) {
    EXPECT_TRUE(eventually([&] { return links->send(to, frame, lane) == Sent::queued; }));
  }
  std::unique_ptr<RealLinks> links;
};

std::string noise(Random& random, size_t size_max) {
  std::string bytes(random.below(size_max), '\0');
  for (char& byte : bytes) byte = static_cast<char>(random.next());
  return bytes;
}

// Something that was once a message of this kind, or never was.
Bytes spoiled(Random& random, PeerFrame type, const Member& self, MemberId victim) {
  raft::Message message;
  message.type = static_cast<raft::MessageType>(random.below(8));
  message.from = self.id;
  message.to = victim;
  message.entries.push_back({{1}, {1}, raft::EntryKind::normal, Bytes::copy("x")});
  std::string bytes = noise(random, 400);
  if (random.below(2) && type == PeerFrame::raft) bytes = raft::encode(message).view();
  if (random.below(2) && type == PeerFrame::submit)
    bytes = encode_submits({Bytes::copy(noise(random, 300))})[0].view();
  if (random.below(2) && type == PeerFrame::snapshot_chunk)
    bytes = encode(Chunk{Bytes::copy(noise(random, 60)), random.below(3), true,
                         Bytes::copy(noise(random, 300))})
                .view();
  if (!bytes.empty() && random.below(2)) bytes[random.below(bytes.size())] ^= 0x55;
  return Bytes::copy(bytes);
}

TEST(Garbage, a_member_that_speaks_nonsense_harms_nobody) {
  Three three;
  three.found();
  three.join(three.m2);
  auto& n1 = three["n1"];
  ASSERT_TRUE(eventually([&] { return n1.cluster->members().size() == 2; }));
  const Member self = n1.cluster->members().at("n2"), victim = n1.cluster->members().at("n1");
  three.nodes.erase("n2");
  Impostor n2(three.m2, victim);
  Random random(11);
  for (int i = 0; i < frames_sent; ++i) {
    Frame frame;
    frame.type = static_cast<uint32_t>(random.below(14));  // also some that there are not
    frame.kind = random.below(2) ? FrameKind::message : FrameKind::request;
    frame.correlation = random.next();
    const auto type = peer_frame(frame.type);
    frame.payload = spoiled(random, type.value_or(PeerFrame::raft), self, victim.id);
    n2.send("n1", std::move(frame), random.below(2) ? LinkClass::control : LinkClass::bulk);
  }
  EXPECT_TRUE(n1.put("demo/k/after", "v").ok());
  EXPECT_EQ(n1.value("demo/k/after"), "v");
  EXPECT_EQ(n1.cluster->members().size(), 2u);
  EXPECT_TRUE(eventually([&] { return n1.leads(); }));
  EXPECT_TRUE(n2.links->is_up("n1", LinkClass::control)) << "and its links are there";
}

}  // namespace
}  // namespace shoal::cluster
