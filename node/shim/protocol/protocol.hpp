#pragma once
// The protocol between shoald and a pod's shim, over the unix socket `sock` (0600) in the shim's
// folder. It is frozen: shims of an older shoal outlive an upgrade of shoald, so a verb may be
// added and never changed. Also the format of the files a shim leaves for a shoald that was not
// there.
//
// A frame is: u32 size of the rest, u8 Verb, u32 id, payload. A request's id is the client's; its
// answer carries the same verb and id, and a ShimAnswer whose result is as below. Exit events have
// id 0. At most frame_bytes_max.
//
//   verb            request payload                       result
//   sandbox         SandboxSpec                           text ip
//   start           ContainerSpec                         -
//   stop            text name, u32 attempt, i64 grace ns  -
//   signal          text name, u32 attempt, u32 signal    -
//   remove          text name, u32 attempt                -
//   list            -                                     SandboxStatus
//   exec            ExecRequest                           ExecResult
//   end             -                                     -   (kills all; then the shim is gone)
//   exited (event)  ContainerStatus with its exit
//
// Pure; every decoder takes any bytes and answers false for what it cannot read whole.

#include <string>
#include <string_view>
#include <vector>

#include "node/runtime/spec.hpp"
#include "node/runtime/state.hpp"
#include "node/shim/protocol/wire.hpp"

namespace shoal::shim {

inline constexpr uint32_t protocol_version = 1;
inline constexpr size_t frame_bytes_max = 4 << 20;
inline constexpr size_t frame_head_bytes = 9;

enum class Verb : uint8_t {
  sandbox = 1,
  start = 2,
  stop = 3,
  signal = 4,
  remove = 5,
  list = 6,
  exec = 7,
  end = 8,
  exited = 9,
};

// What a shim answers; the driver turns it into a Status.
enum class AnswerCode : uint8_t { ok = 0, not_found = 1, invalid = 2, internal = 3 };

struct Frame {
  Verb verb = Verb::list;
  uint32_t id = 0;
  std::string payload;
};

std::string encode_frame(Verb verb, uint32_t id, std::string_view payload);

// Bytes of a stream in, frames out. After a fault (size out of bounds) it stays broken: hang up.
class FrameReader {
 public:
  void feed(std::string_view bytes) { pending_ += bytes; }
  bool next(Frame& frame);
  bool broken() const { return broken_; }

 private:
  std::string pending_;
  bool broken_ = false;
};

struct ContainerRef {
  std::string name;
  uint32_t attempt = 0;
  int64_t argument = 0;  // grace in ns, or the signal
};

struct ExecRequest {
  std::string name;
  uint32_t attempt = 0;
  std::vector<std::string> command;
  int64_t timeout_ns = 0;
};

std::string encode(const runtime::SandboxSpec& spec);
std::string encode(const runtime::ContainerSpec& spec);
std::string encode(const runtime::ContainerStatus& status);
std::string encode(const runtime::SandboxStatus& status);
std::string encode(const runtime::ExecResult& result);
std::string encode(const ContainerRef& ref);
std::string encode(const ExecRequest& request);

bool decode(std::string_view in, runtime::SandboxSpec& spec);
bool decode(std::string_view in, runtime::ContainerSpec& spec);
bool decode(std::string_view in, runtime::ContainerStatus& status);
bool decode(std::string_view in, runtime::SandboxStatus& status);
bool decode(std::string_view in, runtime::ExecResult& result);
bool decode(std::string_view in, ContainerRef& ref);
bool decode(std::string_view in, ExecRequest& request);

// An answer's payload: code, message, result.
struct ShimAnswer {
  AnswerCode code = AnswerCode::ok;
  std::string message;
  std::string result;
};
std::string encode(const ShimAnswer& answer);
bool decode(std::string_view in, ShimAnswer& answer);

// Files in the shim's folder.
inline constexpr const char* socket_file = "sock";
inline constexpr const char* sandbox_file = "sandbox";  // SandboxStatus without containers
inline constexpr const char* identity_file = "shim";    // "<pid> <start time>\n" of the shim
// "app.3.started" and "app.3.exit", each a ContainerStatus; "app.3.message" is the container's own.
std::string record_file(std::string_view name, uint32_t attempt, std::string_view suffix);

}  // namespace shoal::shim
