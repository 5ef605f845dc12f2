#include "actors/cluster/directory.hpp"

namespace shoal::cluster {

Directory::News Directory::set(Members members, const NodeName& self) {
  auto next = std::make_shared<const Members>(std::move(members));
  std::shared_ptr<const Members> before;
  {
    std::lock_guard lock(mutex_);
    before = std::exchange(members_, next);
  }
  News news;
  for (const auto& [name, member] : *next)
    if (name != self) news.remember.push_back(member);
  for (const auto& [name, member] : *before)
    if (name != self && !next->contains(name)) news.forget.push_back(name);
  return news;
}

std::shared_ptr<const Members> Directory::members() const {
  std::lock_guard lock(mutex_);
  return members_;
}

std::optional<Member> Directory::find(const NodeName& name) const {
  auto all = members();
  auto found = all->find(name);
  return found == all->end() ? std::nullopt : std::optional(found->second);
}

std::optional<Member> Directory::find(MemberId id) const {
  auto all = members();
  auto* found = find_member(*all, id);
  return found ? std::optional(*found) : std::nullopt;
}

NodeName Directory::owner_of(const KeyPin& pin) const {
  auto all = members();
  auto* found = find_pin(*all, pin);
  return found ? found->name : "";
}

}  // namespace shoal::cluster
