#pragma once
// Joining, as values: the token a person carries from one node to the next, what a joiner says and
// what it is told. Reading accepts any bytes. Pure; secrets are members of these values: never
// print them.

#include <string>
#include <vector>

#include "actors/cluster/rules/member.hpp"

namespace shoal::cluster {

inline constexpr Duration join_token_life = std::chrono::hours(24);
inline constexpr size_t token_pins_max = 16;

// Text: "shoal-join-1.CLUSTER.ID.SECRET.PIN[,PIN]", pins in hexadecimal. It says whom to talk to,
// so that a joiner gives its secret to nobody else.
struct JoinToken {
  std::string cluster;
  std::string id;
  std::string secret;
  std::vector<KeyPin> pins;
  bool operator==(const JoinToken&) const = default;
};
std::string print_token(const JoinToken& token);
[[nodiscard]] Result<JoinToken> parse_token(
    std::string_view text);  // blanks at its ends are ignored

// What replicated state keeps of a token: shoal.dev/jointokens/ID.
struct StoredToken {
  std::string hash;  // of the secret, hexadecimal
  WallTime expires{};
};
std::string token_key(std::string_view id);
Bytes encode(const StoredToken& token);
[[nodiscard]] Result<StoredToken> decode_stored_token(const Bytes& bytes);

struct JoinRequest {
  std::string token_id;  // "": a member that lost its log comes back, its key is its proof
  std::string secret;
  Member member;
  ClusterEpoch life{};  // not 0: a question, see judge_life
};
Bytes encode(const JoinRequest& request);
[[nodiscard]] Result<JoinRequest> decode_join_request(const Bytes& bytes);

// Whether this request lets its sender in, given the hash of the secret it brought; `pin` is the
// key the connection proved. The member to be written, with its generation; ok also for one who
// asks again. unauthorized: a wrong or expired token. already_exists: the name is another key's.
// forbidden: another's key, or its program does not know the cluster's feature level.
[[nodiscard]] Result<Member> admit(const store::Snapshot& snapshot, const JoinRequest& request,
                                   const KeyPin& pin, const std::string& secret_hash, WallTime now);

// What one whose disk is of this life of the cluster is told. gone: another one began without it.
// Who is in the new life knows it from the state that it was sent.
[[nodiscard]] Status judge_life(const store::Snapshot& snapshot, const JoinRequest& request);

struct JoinAnswer {
  std::string cluster;
  std::string ca_certificate_pem;
  std::string ca_key_pem;
  std::string service_account_key_pem;
  std::string data_key;
  Members members;
};
Bytes encode(const JoinAnswer& answer);
[[nodiscard]] Result<JoinAnswer> decode_join_answer(const Bytes& bytes);

}  // namespace shoal::cluster
