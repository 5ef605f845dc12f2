#pragma once
// A pod's shim: one thread, one poll loop. It owns the pod's namespaces, cgroups, containers, logs
// and records, and answers the protocol (protocol/protocol.hpp) on its socket. It needs no shoald:
// one that comes back finds everything in `list`, or in the folder should the shim itself have
// died.

#include <poll.h>

#include <list>
#include <map>
#include <memory>

#include "node/shim/container.hpp"
#include "node/shim/exec.hpp"
#include "node/shim/protocol/protocol.hpp"

namespace shoal::shim {

inline constexpr size_t clients_max = 8;
inline constexpr size_t execs_max = 32;
// A client that reads more slowly than this falls behind is cut off; it will ask again.
inline constexpr size_t client_backlog_bytes_max = 16 << 20;

class Shim {
 public:
  Shim(PodContext pod, Fd listener, Fd signals)
      : pod_(std::move(pod)), listener_(std::move(listener)), signals_(std::move(signals)) {}
  // Until the pod is removed. The exit code of the program.
  int run();

 private:
  struct Client {
    Fd fd;
    FrameReader in;
    std::string out;
    uint64_t id = 0;
  };
  struct Asker {  // whom to answer later
    uint64_t client = 0;
    Verb verb = Verb::list;
    uint32_t id = 0;
  };
  struct Held {
    std::unique_ptr<Container> container;
    std::vector<Asker> waiting;   // for the start
    std::vector<Asker> removers;  // for the end, to be forgotten then
  };
  struct Exec {
    Asker asker;
    ExecRun run;
    runtime::ExecResult result;
  };
  using Key = std::pair<std::string, uint32_t>;

  void poll_once();
  int poll_timeout_ms() const;
  void serve_clients(const std::vector<pollfd>& ready);
  void accept_client();
  bool read_client(Client& client);
  bool flush(Client& client);
  void answer(const Asker& to, AnswerCode code, std::string message = {}, std::string result = {});
  void announce(const Container& container);

  void carry_out(const Asker& from, const Frame& frame);
  void on_sandbox(const Asker& from, const std::string& payload);
  void on_start(const Asker& from, const std::string& payload);
  void on_container_verb(const Asker& from, const Frame& frame);
  void on_exec(const Asker& from, const std::string& payload);
  runtime::SandboxStatus status() const;
  void write_hosts() const;

  void reap();
  void container_ended(Held& held, int status);
  void look_at_containers();
  void look_at_execs();
  void sweep_orphans();
  void end_pod();

  PodContext pod_;
  Fd listener_, signals_;
  std::list<Client> clients_;
  uint64_t next_client_ = 0;
  std::map<Key, Held> containers_;
  std::list<Exec> execs_;
  bool has_sandbox_ = false;
  bool ending_ = false;
  std::vector<Asker> end_askers_;
  WallTime created_;
};

}  // namespace shoal::shim
