#pragma once
// Directory: who the members are, for every thread: name, raft id, key and address. It follows
// replicated state; before a joiner has any, it knows what the join told it. Thread safe.

#include <memory>
#include <mutex>

#include "actors/cluster/rules/member.hpp"

namespace shoal::cluster {

class Directory {
 public:
  explicit Directory(Members known) : members_(std::make_shared<const Members>(std::move(known))) {}

  // What a refresh changed for the links.
  struct News {
    std::vector<Member> remember;
    std::vector<NodeName> forget;
  };
  News set(Members members, const NodeName& self);

  std::shared_ptr<const Members> members() const;
  std::optional<Member> find(const NodeName& name) const;
  std::optional<Member> find(MemberId id) const;
  NodeName owner_of(const KeyPin& pin) const;  // "": nobody's

 private:
  mutable std::mutex mutex_;
  std::shared_ptr<const Members> members_;
};

}  // namespace shoal::cluster
