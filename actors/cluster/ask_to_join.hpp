#pragma once
// The joiner's side of a join: presents its token, or only its key, to members until one lets it in
// or patience ends. Blocks; for the start of a node only.

#include <vector>

#include "actors/cluster/identity.hpp"
#include "actors/cluster/rules/join.hpp"
#include "actors/link/links.hpp"

namespace shoal::cluster {

// Where to ask, and whose keys may answer there.
struct JoinDoor {
  PeerAddress at;
  std::vector<KeyPin> pins;
};

struct JoinWish {
  Member self;
  JoinToken token;  // without id and secret: the key alone speaks for this node
  std::vector<JoinDoor> doors;
  Duration patience{};
};

// unavailable: nobody answered in time, or nobody who did has a leader. Else why it was refused.
[[nodiscard]] Result<JoinAnswer> ask_to_join(const JoinWish& wish, const NodeKey& key,
                                             const Clock& clock);

// Links of one who asks before it has any of its own.
[[nodiscard]] Result<std::unique_ptr<RealLinks>> asking_links(const NodeName& name,
                                                              const std::string& cluster,
                                                              const NodeKey& key);

}  // namespace shoal::cluster
