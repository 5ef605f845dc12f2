#include "node/runtime/process/shim_link.hpp"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

namespace shoal::runtime {
namespace {

Result<std::string> outcome(shim::ShimAnswer answer) {
  switch (answer.code) {
    case shim::AnswerCode::ok:
      return std::move(answer.result);
    case shim::AnswerCode::not_found:
      return Status(Code::not_found, std::move(answer.message));
    case shim::AnswerCode::invalid:
      return Status(Code::invalid, std::move(answer.message));
    case shim::AnswerCode::internal:
      break;
  }
  return Status(Code::internal, std::move(answer.message));
}

}  // namespace

bool ShimLink::connect(const std::string& folder) {
  // Through the folder's descriptor: a socket's path is short, a pod's folder need not be.
  shim::Fd dir(open(folder.c_str(), O_PATH | O_DIRECTORY | O_CLOEXEC));
  if (!dir) return false;
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  snprintf(address.sun_path, sizeof address.sun_path, "/proc/self/fd/%d/%s", dir.get(),
           shim::socket_file);
  shim::Fd fd(socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
  if (!fd || ::connect(fd.get(), reinterpret_cast<sockaddr*>(&address), sizeof address) != 0)
    return false;
  fd_ = std::move(fd);
  in_ = shim::FrameReader();
  out_.clear();
  return true;
}

void ShimLink::ask(shim::Verb verb, const std::string& payload, MonoTime deadline, Reply reply) {
  if (!fd_) return reply(Status(Code::unavailable, "the pod's shim is gone"));
  if (payload.size() + shim::frame_head_bytes > shim::frame_bytes_max)
    return reply(Status(Code::invalid, "the container's specification is too large"));
  uint32_t id = ++next_id_;
  if (id == 0) id = ++next_id_;
  pending_[id] = {std::move(reply), deadline};
  out_ += shim::encode_frame(verb, id, payload);
}

bool ShimLink::move(const Exited& exited) {
  while (!out_.empty()) {
    ssize_t n = send(fd_.get(), out_.data(), out_.size(), MSG_NOSIGNAL);
    if (n < 0 && errno == EINTR) continue;
    if (n < 0 && errno == EAGAIN) break;
    if (n < 0) return false;
    out_.erase(0, size_t(n));
  }
  for (;;) {
    char buffer[16 << 10];
    ssize_t n = read(fd_.get(), buffer, sizeof buffer);
    if (n < 0 && errno == EINTR) continue;
    if (n < 0 && errno == EAGAIN) return true;
    if (n <= 0) return false;
    in_.feed({buffer, size_t(n)});
    shim::Frame frame;
    while (in_.next(frame)) take(frame, exited);
    if (in_.broken()) return false;
  }
}

void ShimLink::take(const shim::Frame& frame, const Exited& exited) {
  if (frame.verb == shim::Verb::exited) {
    ContainerStatus status;
    if (shim::decode(frame.payload, status)) exited(status);
    return;
  }
  auto asked = pending_.find(frame.id);
  if (asked == pending_.end()) return;
  Reply reply = std::move(asked->second.reply);
  pending_.erase(asked);
  shim::ShimAnswer answer;
  if (shim::decode(frame.payload, answer))
    reply(outcome(std::move(answer)));
  else
    reply(Status(Code::internal, "the pod's shim answered something unreadable"));
}

void ShimLink::expire(MonoTime now) {
  std::vector<Reply> late;
  for (auto at = pending_.begin(); at != pending_.end();) {
    if (at->second.deadline > now) {
      ++at;
      continue;
    }
    late.push_back(std::move(at->second.reply));
    at = pending_.erase(at);
  }
  for (Reply& reply : late) reply(Status(Code::timeout, "the pod's shim did not answer in time"));
}

MonoTime ShimLink::next_deadline() const {
  MonoTime next = MonoTime::max();
  for (const auto& [id, pending] : pending_) next = std::min(next, pending.deadline);
  return next;
}

void ShimLink::fail_all() {
  fd_.reset();
  auto pending = std::move(pending_);
  pending_.clear();
  for (auto& [id, each] : pending) each.reply(Status(Code::unavailable, "the pod's shim is gone"));
}

}  // namespace shoal::runtime
