#pragma once
// Record: what is known of one path, from its first start until it is forgotten, across
// incarnations. Registry: all records of a System. Both are thread safe; nothing here calls out
// with a lock held.

#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "actors/supervision/tree.hpp"
#include "schema/actor/mailbox.hpp"

namespace shoal {

// How a running incarnation is reached from outside. Both overtake all waiting messages.
class CellHandle {
 public:
  virtual ~CellHandle() = default;
  virtual void stop() = 0;  // polite
  virtual void kill() = 0;
  virtual void announce() = 0;  // tells its supervisor that it has started; once
};

class Record {
 public:
  Record(std::string path, std::string_view kind, bool supervisor,
         std::shared_ptr<Mailbox> mailbox);

  void starting(std::shared_ptr<CellHandle> cell);
  void running(uint64_t generation, WallTime now);
  void ended(const CellHandle* cell);
  void degraded(bool degraded);
  void begin(std::string_view message, MonoTime now);
  void finish();
  void crashed(CrashReport report);

  ActorView view(MonoTime now) const;
  std::shared_ptr<CellHandle> cell() const;
  const std::shared_ptr<Mailbox>& mailbox() const { return mailbox_; }
  bool supervisor() const { return supervisor_; }

 private:
  const std::string path_;
  const std::string_view kind_;
  const bool supervisor_;
  const std::shared_ptr<Mailbox> mailbox_;

  mutable std::mutex mutex_;
  std::shared_ptr<CellHandle> cell_;
  bool up_ = false;
  bool degraded_ = false;
  uint64_t generation_ = 0;
  uint64_t starts_ = 0;
  WallTime started_{};
  uint64_t handled_ = 0;
  uint64_t quarantined_ = 0;
  MonoTime handling_since_{};
  std::string_view handling_;
  std::optional<CrashReport> last_crash_;
};

class Registry {
 public:
  // The record of this path, made if there is none or if it belongs to another mailbox.
  std::shared_ptr<Record> record(const std::string& path, std::string_view kind, bool supervisor,
                                 const std::shared_ptr<Mailbox>& mailbox);
  std::shared_ptr<Record> find(const std::string& path) const;
  void forget(const std::string& path);
  std::vector<std::shared_ptr<Record>> all() const;  // sorted by path

 private:
  mutable std::mutex mutex_;
  std::map<std::string, std::shared_ptr<Record>> records_;
};

}  // namespace shoal
