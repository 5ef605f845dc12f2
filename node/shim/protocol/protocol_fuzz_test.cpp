#include <gtest/gtest.h>

#include "node/shim/protocol/protocol.hpp"
#include "schema/walk/fuzz.hpp"

namespace shoal::shim {
namespace {

using namespace runtime;

ContainerStatus status() {
  ContainerStatus s;
  s.name = "app", s.attempt = 2, s.state = ContainerState::exited, s.pid = 7, s.log_path = "/l";
  s.exit.code = 137, s.exit.signal = 9, s.exit.oom_killed = true, s.exit.message = "why";
  return s;
}

// One of every payload, bare: the frames around them are made of these below.
std::vector<std::string> payloads() {
  SandboxSpec sandbox;
  sandbox.uid = "u", sandbox.name = "p", sandbox.host_pid = true, sandbox.labels = {{"a", "b"}};
  ContainerSpec container;
  container.name = "app", container.command = {"sh", "-c"}, container.env = {{"A", "b"}};
  container.mounts = {{"/h", "/c", true}}, container.run_as_user = 7;
  SandboxStatus pod;
  pod.uid = "u", pod.ready = true, pod.containers = {status(), status()};
  return {encode(sandbox),
          encode(container),
          encode(status()),
          encode(pod),
          encode(ExecResult{1, true, "output"}),
          encode(ContainerRef{"app", 1, 15}),
          encode(ExecRequest{"app", 1, {"ls", "/"}, 5}),
          encode(ShimAnswer{AnswerCode::invalid, "no", "result"})};
}

// What is read whole is written in as many bytes as it came in, and then reads as itself.
template <class Value>
bool read_or_refused(std::string_view in) {
  Value value;
  if (!decode(in, value)) return false;
  const std::string bytes = encode(value);
  EXPECT_EQ(bytes.size(), in.size());
  Value again;
  EXPECT_TRUE(decode(bytes, again));
  EXPECT_EQ(encode(again), bytes);
  return true;
}

size_t readings(const std::string& in) {
  return read_or_refused<SandboxSpec>(in) + read_or_refused<ContainerSpec>(in) +
         read_or_refused<ContainerStatus>(in) + read_or_refused<SandboxStatus>(in) +
         read_or_refused<ExecResult>(in) + read_or_refused<ContainerRef>(in) +
         read_or_refused<ExecRequest>(in) + read_or_refused<ShimAnswer>(in);
}

// Frames out of a stream are the stream itself, up to where it breaks or waits for more.
size_t frames(const std::string& stream) {
  FrameReader reader;
  reader.feed(stream);
  size_t count = 0;
  std::string read;
  for (Frame frame; reader.next(frame); ++count) {
    read += encode_frame(frame.verb, frame.id, frame.payload);
    readings(frame.payload);
  }
  EXPECT_EQ(read, stream.substr(0, read.size()));
  return count;
}

TEST(ProtocolFuzz, any_payload_and_any_stream_of_frames_are_read_or_refused) {
  std::vector<std::string> seeds = payloads();
  std::string stream;
  for (const std::string& payload : payloads()) stream += encode_frame(Verb::exec, 3, payload);
  seeds.push_back(stream);
  seeds.push_back(encode_frame(Verb::list, 1, ""));
  const std::vector<std::string> words = {std::string(4, '\0'), std::string(4, '\xff'),
                                          std::string("\5\0\0\0", 4), std::string("\1\0\0\0x", 5),
                                          std::string("\0\0\x40\0", 4)};
  size_t values = 0, framed = 0;
  schema::Fuzz(5, seeds, words).run(20'000, [&](const std::string& bytes) {
    values += readings(bytes);
    framed += frames(bytes);
    ASSERT_FALSE(testing::Test::HasFailure()) << testing::PrintToString(bytes);
  });
  EXPECT_GT(values, 1000u);
  EXPECT_GT(framed, 1000u);
}

}  // namespace
}  // namespace shoal::shim
