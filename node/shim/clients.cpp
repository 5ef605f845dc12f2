// The shim's clients: at most clients_max connections, normally one shoald.

#include <errno.h>
#include <fcntl.h>
#include <sys/socket.h>
#include <unistd.h>

#include "node/shim/shim.hpp"

namespace shoal::shim {

void Shim::accept_client() {
  Fd fd(accept4(listener_.get(), nullptr, nullptr, SOCK_CLOEXEC | SOCK_NONBLOCK));
  if (!fd) return;
  // The newest matters: an older connection may be that of a shoald which is gone.
  if (clients_.size() >= clients_max) clients_.pop_front();
  Client& client = clients_.emplace_back();
  client.fd = std::move(fd);
  client.id = ++next_client_;
}

void Shim::serve_clients(const std::vector<pollfd>& ready) {
  for (auto client = clients_.begin(); client != clients_.end();) {
    short events = 0;
    for (const pollfd& fd : ready)
      if (fd.fd == client->fd.get()) events = fd.revents;
    bool alive = (events & (POLLIN | POLLHUP | POLLERR)) == 0 || read_client(*client);
    alive = alive && flush(*client);
    client = alive ? std::next(client) : clients_.erase(client);
  }
}

bool Shim::read_client(Client& client) {
  char buffer[16 << 10];
  ssize_t n = read(client.fd.get(), buffer, sizeof buffer);
  if (n < 0) return errno == EAGAIN || errno == EINTR;
  if (n == 0) return false;
  client.in.feed({buffer, size_t(n)});
  Frame frame;
  while (client.in.next(frame)) carry_out({client.id, frame.verb, frame.id}, frame);
  return !client.in.broken();
}

bool Shim::flush(Client& client) {
  while (!client.out.empty()) {
    ssize_t n = send(client.fd.get(), client.out.data(), client.out.size(), MSG_NOSIGNAL);
    if (n < 0 && errno == EINTR) continue;
    if (n < 0 && errno == EAGAIN) return client.out.size() <= client_backlog_bytes_max;
    if (n < 0) return false;
    client.out.erase(0, size_t(n));
  }
  return true;
}

void Shim::answer(const Asker& to, AnswerCode code, std::string message, std::string result) {
  ShimAnswer answer{code, std::move(message), std::move(result)};
  for (Client& client : clients_)
    if (client.id == to.client) {
      client.out += encode_frame(to.verb, to.id, encode(answer));
      flush(client);
    }
}

void Shim::announce(const Container& container) {
  std::string frame = encode_frame(Verb::exited, 0, encode(container.status()));
  for (Client& client : clients_) {
    client.out += frame;
    flush(client);
  }
}

}  // namespace shoal::shim
