#pragma once
// One connection to a pod's shim: frames out, answers matched to their requests by id. Belongs to
// the driver's thread, which polls its descriptor. Every request is answered once: by the shim, by
// its deadline, or with Code::unavailable when the connection goes.

#include <functional>
#include <map>
#include <string>

#include "node/runtime/process/process_runtime.hpp"
#include "node/shim/host/files.hpp"
#include "node/shim/protocol/protocol.hpp"

namespace shoal::runtime {

class ShimLink {
 public:
  using Reply = std::function<void(Result<std::string> result)>;
  using Exited = std::function<void(const ContainerStatus& status)>;

  // The folder's socket, if a shim listens there.
  bool connect(const std::string& folder);
  bool connected() const { return bool(fd_); }
  int fd() const { return fd_.get(); }
  bool wants_to_write() const { return !out_.empty(); }

  void ask(shim::Verb verb, const std::string& payload, MonoTime deadline, Reply reply);
  // Reads and writes what is possible. False: the connection is gone (call fail_all).
  bool move(const Exited& exited);
  void expire(MonoTime now);
  MonoTime next_deadline() const;  // MonoTime::max() when nothing is asked
  void fail_all();

 private:
  struct Pending {
    Reply reply;
    MonoTime deadline;
  };
  void take(const shim::Frame& frame, const Exited& exited);

  shim::Fd fd_;
  shim::FrameReader in_;
  std::string out_;
  std::map<uint32_t, Pending> pending_;
  uint32_t next_id_ = 0;
};

}  // namespace shoal::runtime
