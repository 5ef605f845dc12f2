// Writes over etcd's gRPC API: one Put a write, over HTTP/2 without TLS, as its own client does it.

#include <nghttp2/nghttp2.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <arpa/inet.h>
#include <netinet/tcp.h>

#include <array>
#include <cstring>
#include <map>

#include "cluster-tests/bench/load.hpp"

namespace shoal::bench {
namespace {

constexpr size_t read_bytes = 64 * 1024;
constexpr int32_t window_bytes = 1 << 24;

void append_varint(std::string& out, uint64_t value) {
  for (; value >= 128; value >>= 7) out += static_cast<char>(value | 128);
  out += static_cast<char>(value);
}

// gRPC's frame around etcdserverpb.PutRequest{key = 1, value = 2}.
std::string put_request(const std::string& key, const std::string& value) {
  std::string message = "\x0a";
  append_varint(message, key.size());
  message += key + "\x12";
  append_varint(message, value.size());
  message += value;
  auto size = htonl(static_cast<uint32_t>(message.size()));
  std::string frame(1, '\0');
  frame.append(reinterpret_cast<const char*>(&size), sizeof size);
  return frame + message;
}

struct Put {
  std::string body;
  size_t sent = 0;
  bool acknowledged = false;  // grpc-status 0 came
  std::function<void(bool)> done;
};

class Connection {
 public:
  Connection(int fd, std::string authority) : fd_(fd), authority_(std::move(authority)) {
    nghttp2_session_callbacks* callbacks = nullptr;
    nghttp2_session_callbacks_new(&callbacks);
    nghttp2_session_callbacks_set_on_header_callback(callbacks, on_header);
    nghttp2_session_callbacks_set_on_stream_close_callback(callbacks, on_close);
    nghttp2_session_client_new(&session_, callbacks, this);
    nghttp2_session_callbacks_del(callbacks);
    nghttp2_settings_entry setting{NGHTTP2_SETTINGS_INITIAL_WINDOW_SIZE, window_bytes};
    nghttp2_submit_settings(session_, NGHTTP2_FLAG_NONE, &setting, 1);
    nghttp2_session_set_local_window_size(session_, NGHTTP2_FLAG_NONE, 0, window_bytes);
  }
  ~Connection() {
    nghttp2_session_del(session_);
    close(fd_);
  }
  Connection(const Connection&) = delete;

  int fd() const { return fd_; }
  bool wants_to_write() const { return !out_.empty() || nghttp2_session_want_write(session_); }

  void put(std::string body, std::function<void(bool)> done) {
    std::array<std::pair<const char*, const char*>, 6> fields{{{":method", "POST"},
                                                               {":scheme", "http"},
                                                               {":path", "/etcdserverpb.KV/Put"},
                                                               {":authority", authority_.c_str()},
                                                               {"content-type", "application/grpc"},
                                                               {"te", "trailers"}}};
    std::array<nghttp2_nv, 6> headers;
    for (size_t i = 0; i < fields.size(); ++i)
      headers[i] = {text(fields[i].first), text(fields[i].second), std::strlen(fields[i].first),
                    std::strlen(fields[i].second), NGHTTP2_NV_FLAG_NONE};
    auto put = std::make_unique<Put>(Put{std::move(body), 0, false, std::move(done)});
    nghttp2_data_provider provider{{.ptr = put.get()}, read_body};
    auto stream = nghttp2_submit_request(session_, nullptr, headers.data(), headers.size(),
                                         &provider, nullptr);
    if (stream < 0) return put->done(false);
    puts_.emplace(stream, std::move(put));
  }

  bool flush() {
    const uint8_t* data = nullptr;
    ssize_t size = 0;
    while ((size = nghttp2_session_mem_send(session_, &data)) > 0)
      out_.append(reinterpret_cast<const char*>(data), static_cast<size_t>(size));
    if (out_.empty()) return true;
    auto sent = ::send(fd_, out_.data(), out_.size(), MSG_DONTWAIT | MSG_NOSIGNAL);
    if (sent > 0) out_.erase(0, static_cast<size_t>(sent));
    return sent > 0 || errno == EAGAIN;
  }

  bool receive() {
    std::array<uint8_t, read_bytes> buffer;
    auto size = ::recv(fd_, buffer.data(), buffer.size(), MSG_DONTWAIT);
    if (size <= 0) return size < 0 && errno == EAGAIN;
    return nghttp2_session_mem_recv(session_, buffer.data(), static_cast<size_t>(size)) >= 0;
  }

 private:
  static uint8_t* text(const char* chars) {
    return reinterpret_cast<uint8_t*>(const_cast<char*>(chars));
  }
  static ssize_t read_body(nghttp2_session*, int32_t, uint8_t* to, size_t room, uint32_t* flags,
                           nghttp2_data_source* source, void*) {
    auto* put = static_cast<Put*>(source->ptr);
    size_t size = std::min(room, put->body.size() - put->sent);
    std::memcpy(to, put->body.data() + put->sent, size);
    put->sent += size;
    if (put->sent == put->body.size()) *flags |= NGHTTP2_DATA_FLAG_EOF;
    return static_cast<ssize_t>(size);
  }
  static int on_header(nghttp2_session*, const nghttp2_frame* frame, const uint8_t* name,
                       size_t name_size, const uint8_t* value, size_t value_size, uint8_t,
                       void* user) {
    auto* self = static_cast<Connection*>(user);
    std::string_view key(reinterpret_cast<const char*>(name), name_size);
    std::string_view is(reinterpret_cast<const char*>(value), value_size);
    auto found = self->puts_.find(frame->hd.stream_id);
    if (key == "grpc-status" && found != self->puts_.end()) found->second->acknowledged = is == "0";
    return 0;
  }
  static int on_close(nghttp2_session*, int32_t stream, uint32_t, void* user) {
    auto* self = static_cast<Connection*>(user);
    auto put = self->puts_.extract(stream);
    if (!put.empty()) put.mapped()->done(put.mapped()->acknowledged);
    return 0;
  }

  int fd_;
  std::string authority_;
  nghttp2_session* session_ = nullptr;
  std::string out_;
  std::map<int32_t, std::unique_ptr<Put>> puts_;
};

class EtcdTarget final : public Target {
 public:
  EtcdTarget(std::vector<std::unique_ptr<Connection>> connections, const Wish& wish)
      : connections_(std::move(connections)), value_(value_of(wish)) {}

  void write(int client, uint64_t key, std::function<void(bool)> done) override {
    auto& connection = connections_[static_cast<size_t>(client) % connections_.size()];
    connection->put(put_request(key_text(key), value_), std::move(done));
  }

  void run_for(Duration time) override {
    auto end = std::chrono::steady_clock::now() + time;
    std::vector<pollfd> waits(connections_.size());
    while (std::chrono::steady_clock::now() < end) {
      for (size_t i = 0; i < connections_.size(); ++i) {
        if (!connections_[i]->flush()) return;
        bool more = connections_[i]->wants_to_write();
        waits[i] = {connections_[i]->fd(), static_cast<short>(more ? POLLIN | POLLOUT : POLLIN), 0};
      }
      if (poll(waits.data(), waits.size(), 50) < 0) return;
      for (size_t i = 0; i < waits.size(); ++i)
        if ((waits[i].revents & POLLIN) && !connections_[i]->receive()) return;
    }
  }

 private:
  std::vector<std::unique_ptr<Connection>> connections_;
  std::string value_;
};

Result<int> connect_to(const std::string& address) {
  auto colon = address.rfind(':');
  sockaddr_in to{};
  to.sin_family = AF_INET;
  to.sin_port = htons(static_cast<uint16_t>(std::atoi(address.c_str() + colon + 1)));
  inet_pton(AF_INET, address.substr(0, colon).c_str(), &to.sin_addr);
  int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  int on = 1;
  setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  if (::connect(fd, reinterpret_cast<sockaddr*>(&to), sizeof to) == 0) return fd;
  close(fd);
  return Status(Code::unavailable, "nobody answers at " + address);
}

}  // namespace

Result<std::unique_ptr<Target>> connect_etcd(const Wish& wish) {
  std::vector<std::unique_ptr<Connection>> connections;
  for (int i = 0; i < wish.connections; ++i) {
    SHOAL_ASSIGN(int fd, connect_to(wish.address));
    connections.push_back(std::make_unique<Connection>(fd, wish.address));
  }
  return std::unique_ptr<Target>(std::make_unique<EtcdTarget>(std::move(connections), wish));
}

}  // namespace shoal::bench
