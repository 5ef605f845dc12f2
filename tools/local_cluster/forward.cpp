#include "tools/local_cluster/forward.hpp"

#include <arpa/inet.h>
#include <fmt/format.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <signal.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstring>
#include <map>
#include <memory>
#include <set>

#include "tools/local_cluster/network.hpp"

namespace shoal::local {
namespace {

using Clock = std::chrono::steady_clock;

// One direction: bytes read from one socket and not yet written to the other.
struct Flow {
  int from = -1;
  int to = -1;
  std::string held;
  bool ended = false;  // nothing more comes
  bool shut = false;   // and the other side was told so
};

struct Connection {
  int client = -1;
  int server = -1;
  size_t listener = 0;
  size_t attempt = 0;  // targets tried
  std::string target;  // the one being tried
  bool connected = false;
  Clock::time_point deadline;
  Flow up;
  Flow down;
};

sockaddr_in to_address(const std::string& address, uint16_t port) {
  sockaddr_in result{};
  result.sin_family = AF_INET;
  result.sin_port = htons(port);
  inet_pton(AF_INET, address.c_str(), &result.sin_addr);
  return result;
}

class Forwarding {
 public:
  explicit Forwarding(std::vector<ForwardListener> listeners)
      : listeners_(std::move(listeners)), epoll_(epoll_create1(EPOLL_CLOEXEC)) {}

  Status bind() {
    for (const auto& listener : listeners_) {
      int fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
      int one = 1;
      setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &one, sizeof one);
      sockaddr_in address = to_address("127.0.0.1", listener.port);
      if (::bind(fd, reinterpret_cast<sockaddr*>(&address), sizeof address) != 0 ||
          listen(fd, SOMAXCONN) != 0) {
        return Status(Code::unavailable,
                      fmt::format("127.0.0.1:{}: {}", listener.port, std::strerror(errno)));
      }
      listening_[fd] = listening_.size();
      watch(fd, EPOLLIN);
    }
    return {};
  }

  void run() {
    std::vector<epoll_event> events(256);
    for (;;) {
      int n = epoll_wait(epoll_, events.data(), static_cast<int>(events.size()), wait_ms());
      for (int i = 0; i < n; ++i) on_event(events[i].data.fd);
      expire();
      for (int fd : closing_) close(fd);
      closing_.clear();
    }
  }

 private:
  void on_event(int fd) {
    if (auto listening = listening_.find(fd); listening != listening_.end()) {
      accept_all(fd, listening->second);
    } else if (auto found = by_fd_.find(fd); found != by_fd_.end()) {
      std::shared_ptr<Connection> connection = found->second;
      if (!connection->connected && fd == connection->server) finish_connect(connection);
      if (connection->connected) pump(connection);
    }
  }

  void accept_all(int listening, size_t listener) {
    for (;;) {
      int fd = accept4(listening, nullptr, nullptr, SOCK_NONBLOCK | SOCK_CLOEXEC);
      if (fd < 0) return;
      if (by_fd_.size() / 2 >= forward_connections_max) {
        close(fd);
        continue;
      }
      auto connection = std::make_shared<Connection>();
      connection->client = fd;
      connection->listener = listener;
      by_fd_[fd] = connection;
      connect_next(connection);
    }
  }

  // Tries targets in turn until one is at least on its way, or none is left.
  void connect_next(const std::shared_ptr<Connection>& connection) {
    auto& targets = listeners_[connection->listener].targets;
    while (connection->attempt++ < targets.size()) {
      int fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
      sockaddr_in address = to_address(targets[0].address, targets[0].port);
      connection->target = targets[0].address;
      int failed = connect(fd, reinterpret_cast<sockaddr*>(&address), sizeof address);
      if (!failed || errno == EINPROGRESS) {
        connection->server = fd;
        connection->deadline = Clock::now() + std::chrono::milliseconds(forward_connect_timeout_ms);
        by_fd_[fd] = connection;
        connecting_.insert(connection);
        watch(fd, EPOLLIN | EPOLLOUT | EPOLLET);
        return;
      }
      close(fd);
      ask_last(*connection);
    }
    drop(connection);
  }

  // Many connections may be refused by one target: only the first of them moves it back.
  void ask_last(const Connection& refused) {
    auto& targets = listeners_[refused.listener].targets;
    if (targets.front().address != refused.target) return;
    std::rotate(targets.begin(), targets.begin() + 1, targets.end());
  }

  void finish_connect(const std::shared_ptr<Connection>& connection) {
    int error = 0;
    socklen_t size = sizeof error;
    getsockopt(connection->server, SOL_SOCKET, SO_ERROR, &error, &size);
    tcp_info info{};
    socklen_t info_size = sizeof info;
    getsockopt(connection->server, IPPROTO_TCP, TCP_INFO, &info, &info_size);
    if (error == 0 && info.tcpi_state == TCP_SYN_SENT) return;
    connecting_.erase(connection);
    if (error != 0) return retry(connection);
    connection->connected = true;
    int one = 1;
    for (int fd : {connection->client, connection->server}) {
      setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
    }
    connection->up = {connection->client, connection->server, {}, false, false};
    connection->down = {connection->server, connection->client, {}, false, false};
    watch(connection->client, EPOLLIN | EPOLLOUT | EPOLLRDHUP | EPOLLET);
  }

  void retry(const std::shared_ptr<Connection>& connection) {
    forget(connection->server);
    connection->server = -1;
    ask_last(*connection);
    connect_next(connection);
  }

  // Moves what can be moved, both ways, until both sockets would block.
  void pump(const std::shared_ptr<Connection>& connection) {
    bool broken = !move(connection->up) || !move(connection->down);
    if (broken || (connection->up.shut && connection->down.shut)) drop(connection);
  }

  // False when a side is broken.
  bool move(Flow& flow) {
    for (;;) {
      if (flow.held.empty() && !flow.ended && !fill(flow)) return false;
      if (flow.held.empty()) break;
      ssize_t n = send(flow.to, flow.held.data(), flow.held.size(), MSG_NOSIGNAL);
      if (n < 0) return errno == EAGAIN || errno == EINTR;
      flow.held.erase(0, static_cast<size_t>(n));
    }
    if (flow.ended && !flow.shut) flow.shut = shutdown(flow.to, SHUT_WR) == 0 || true;
    return true;
  }

  bool fill(Flow& flow) {
    ssize_t n = recv(flow.from, buffer_, sizeof buffer_, 0);
    if (n > 0) flow.held.assign(buffer_, static_cast<size_t>(n));
    if (n == 0) flow.ended = true;
    return n >= 0 || errno == EAGAIN || errno == EINTR;
  }

  void expire() {
    auto now = Clock::now();
    auto late = connecting_;
    for (const auto& connection : late) {
      if (connection->deadline > now) continue;
      connecting_.erase(connection);
      retry(connection);
    }
  }

  int wait_ms() const { return connecting_.empty() ? -1 : forward_connect_timeout_ms / 10; }

  void drop(const std::shared_ptr<Connection>& connection) {
    connecting_.erase(connection);
    forget(connection->client);
    forget(connection->server);
  }

  // Closed at the end of the round: an event of this round must not meet a descriptor used again.
  void forget(int fd) {
    if (fd < 0 || by_fd_.erase(fd) == 0) return;
    epoll_ctl(epoll_, EPOLL_CTL_DEL, fd, nullptr);
    shutdown(fd, SHUT_RDWR);
    closing_.push_back(fd);
  }

  void watch(int fd, uint32_t events) {
    epoll_event event{};
    event.events = events;
    event.data.fd = fd;
    epoll_ctl(epoll_, EPOLL_CTL_ADD, fd, &event);
  }

  std::vector<ForwardListener> listeners_;
  int epoll_;
  std::map<int, size_t> listening_;
  std::map<int, std::shared_ptr<Connection>> by_fd_;
  std::set<std::shared_ptr<Connection>> connecting_;
  std::vector<int> closing_;
  char buffer_[forward_buffer_bytes];
};

}  // namespace

Status forward(const std::vector<ForwardListener>& listeners, const std::string& network_namespace,
               const std::function<void()>& on_ready) {
  signal(SIGPIPE, SIG_IGN);
  auto forwarding = std::make_unique<Forwarding>(listeners);
  SHOAL_TRY(forwarding->bind());
  if (!network_namespace.empty()) SHOAL_TRY(enter_network(network_namespace));
  on_ready();
  forwarding->run();
  return {};
}

}  // namespace shoal::local
