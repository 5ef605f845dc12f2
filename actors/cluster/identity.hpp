#pragma once
// Identity: who this node is and which cluster it belongs to: the private files in DATA/identity/
// (0600) and DATA/VERSION. Made once, by founding a cluster or by joining one; later starts only
// read. The functions block for the disk and, when joining, for the network: they run before any
// actor.
//
//   open the log first (its member id is what a join registers), then:
//   enter_cluster(): reads what is there; else comes back, founds (init) or joins (join + token);
//   else says what to do
//
// A node whose log was lost comes back by itself: its key is pinned to its name in every member's
// state, so that it needs no token. It gets a new member id; the old one is never used again. It
// knows whom to ask from identity/members, which its cluster keeps up to date. With identity_dir
// the key stands on another disk than the data, and survives the loss of all of that.
//
// Secrets are never logged.

#include <string>

#include "actors/cluster/rules/member.hpp"
#include "actors/link/node_key.hpp"
#include "schema/vocab/time.hpp"
#include "storage/raft/types.hpp"

namespace shoal::cluster {

// What every node of a cluster shares.
struct Secrets {
  std::string cluster;  // id: 32 hexadecimal digits
  std::string ca_certificate_pem;
  std::string ca_key_pem;
  std::string service_account_key_pem;  // signs service account tokens; its public half checks them
  std::string data_key;                 // 32 bytes
};

struct Identity {
  NodeKey key;
  Secrets secrets;
  // What its log begins with if it is empty: a founder's is itself, anybody else's nobody.
  raft::Membership first_membership;
  Members known;  // as of the last start or join; replicated state replaces it
};

// Writes whom to ask should this node's log be lost. `identity` is DATA/identity.
[[nodiscard]] Status keep_members(const std::string& identity, const Members& members);

// Does this node know of others of its cluster, who can take it back should its log be lost?
bool knows_others(const std::string& data_dir, const NodeName& self);
// The same for one whose log is to be given up while it is there: of two replicas one votes, and it
// may be this one, without which nobody can be let in.
bool others_are_a_group(const std::string& data_dir, const NodeName& self);

struct EntryOptions {
  std::string data_dir;
  Member self;  // name, id (LogStore::state().member), host, port, api, zone, pod_cidr (wish or "")
  bool init = false;
  PeerAddress join;   // port 0: do not join; its name is not known and not needed
  std::string token;  // for join: the text of a token file
  // Why there is no such text, where one was asked for: said only when it is needed.
  Status token_problem;
  std::string identity_dir;  // "": DATA/identity, which else becomes a link to it
  Duration patience = std::chrono::seconds(30);  // for join; tries again while unavailable
};

// forbidden: the directory is another cluster's or a newer level's, or the token was refused.
// invalid: neither a member nor told how to become one. unavailable: nobody answered in time.
[[nodiscard]] Result<Identity> enter_cluster(const EntryOptions& options, const Clock& clock);

}  // namespace shoal::cluster
