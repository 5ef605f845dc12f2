#include "actors/cluster/joins.hpp"

#include "actors/apiserver/tls/token.hpp"
#include "actors/cluster/rules/join.hpp"

namespace shoal::cluster {
namespace {

constexpr int claim_tries_max = 8;
constexpr size_t token_id_length = 8;
constexpr size_t token_secret_length = 40;

// What a witness keeps it need not be able to read.
JoinAnswer answer_of(const Core& core, bool witness) {
  const Secrets& secrets = core.setup.identity.secrets;
  if (witness)
    return {secrets.cluster, secrets.ca_certificate_pem, {}, {}, {}, members_of(core.snapshot())};
  return {secrets.cluster,    secrets.ca_certificate_pem,
          secrets.ca_key_pem, secrets.service_account_key_pem,
          secrets.data_key,   members_of(core.snapshot())};
}

// The cluster may rise between the look and the entry, above what the member's program knows.
void put_level_guard(log::Transaction& transaction, const store::Snapshot& snapshot,
                     const Member& member) {
  const log::Guard guard = log::guard::LevelAtMost{member.levels().highest};
  if (log::level_of(guard) <= snapshot.feature_level()) transaction.guards.push_back(guard);
}

// A record with a range of its own, in one transaction. A witness runs no pods.
Result<log::Transaction> registration(const store::Snapshot& snapshot, Member& member) {
  if (member.witness) {
    log::Transaction transaction;
    member.pod_cidr.clear();
    put_level_guard(transaction, snapshot, member);
    put_member(transaction, member, snapshot.get(member_key(member.name)));
    return transaction;
  }
  auto range = choose_pod_cidr(snapshot, member.name, member.pod_cidr);
  if (!range) {
    return Status(Code::conflict, member.pod_cidr.empty()
                                      ? "all ranges of pod addresses are taken"
                                      : "the pod range " + member.pod_cidr + " is another node's");
  }
  member.pod_cidr = *range;
  log::Transaction transaction;
  put_level_guard(transaction, snapshot, member);
  transaction.guards.push_back(log::guard::Claim{std::string(pod_cidr_pool), *range, member.name});
  put_member(transaction, member, snapshot.get(member_key(member.name)));
  return transaction;
}

bool stands(const store::Snapshot& snapshot, const Member& member) {
  auto object = snapshot.get(member_key(member.name));
  auto stored = object ? decode_member(object->body) : Result<Member>(Code::not_found, "");
  return stored.ok() && *stored == member;
}

void write_record(const CorePtr& core, JoinRequest request, KeyPin pin, std::string hash,
                  int tries_left, JoinDone done) {
  const auto snapshot = core->snapshot();
  auto member = admit(snapshot, request, pin, hash, core->setup.clock->wall());
  if (!member.ok()) return done(member.status());
  const bool witness = member->witness;
  if (stands(snapshot, *member)) return done(encode(answer_of(*core, witness)));
  auto transaction = registration(snapshot, *member);
  if (!transaction.ok()) return done(transaction.status());
  core->propose(std::move(*transaction), write_patience,
                [core, request = std::move(request), pin, hash = std::move(hash), tries_left,
                 witness, done = std::move(done)](Result<store::Outcome> outcome) mutable {
                  if (!outcome.ok())
                    return done(Status(Code::unavailable,
                                       "no leader confirms the "
                                       "join; try again"));
                  if (outcome->committed()) return done(encode(answer_of(*core, witness)));
                  // Another join took the range in between.
                  if (tries_left == 0) return done(store::to_status(*outcome));
                  write_record(core, std::move(request), std::move(pin), std::move(hash),
                               tries_left - 1, std::move(done));
                });
}

}  // namespace

void let_join(const CorePtr& core, const JoinHello& hello, JoinDone done) {
  auto request = decode_join_request(hello.token);
  if (!request.ok()) return done(request.status());
  if (request->life) {
    auto status = judge_life(core->snapshot(), *request);
    return done(status.ok() ? Result<Bytes>(Bytes()) : status);
  }
  auto hash = tls::sha256_hex(request->secret);
  write_record(core, std::move(*request), hello.pin, std::move(hash), claim_tries_max,
               std::move(done));
}

void make_token(const CorePtr& core, Duration life, Reply<std::string> reply) {
  JoinToken token;
  token.cluster = core->setup.identity.secrets.cluster;
  token.id = tls::random_token(token_id_length);
  token.secret = tls::random_token(token_secret_length);
  token.pins.push_back(core->setup.identity.key.pin);
  const auto members = core->directory.members();
  for (const auto& [name, member] : *members)
    if (name != core->name() && token.pins.size() < token_pins_max)
      token.pins.push_back(member.pin);
  StoredToken stored{tls::sha256_hex(token.secret), core->setup.clock->wall() + life};
  log::Transaction transaction;
  transaction.guards.push_back(log::guard::Absent{token_key(token.id)});
  log::Write write;
  write.key = token_key(token.id);
  write.uid = token.id;
  write.body = encode(stored);
  transaction.writes.push_back(std::move(write));
  core->propose(std::move(transaction), write_patience,
                [text = print_token(token), reply](Result<store::Outcome> outcome) {
                  if (!outcome.ok()) return reply.answer(outcome.status());
                  if (!outcome->committed()) return reply.answer(store::to_status(*outcome));
                  reply.answer(text);
                });
}

bool register_self(const CorePtr& core) {
  const auto snapshot = core->snapshot();
  const auto known = members_of(snapshot);
  Member self = core->setup.self;
  self.pin = core->setup.identity.key.pin;
  auto mine = known.find(self.name);
  if (mine == known.end()) {
    // Only the first member of all writes itself in; one that was removed stays away.
    if (!known.empty() || !core->founder()) return !known.empty();
    if (!core->leads()) return false;
  } else {
    if (mine->second.id != self.id || mine->second.pin != self.pin) return true;
    self.pod_cidr = mine->second.pod_cidr;
    self.generation = mine->second.generation;
    self.dead = mine->second.dead;  // the leader's to change
    if (mine->second == self) return true;
  }
  auto transaction = registration(snapshot, self);
  if (transaction.ok())
    core->propose(std::move(*transaction), write_patience, [](auto) {});
  else
    core->setup.log("cluster: cannot register this node: " + transaction.status().message());
  return false;
}

void note_program(const CorePtr& core, const NodeName& from, const Bytes& payload) {
  const auto object = core->snapshot().get(member_key(from));
  auto stored = object ? decode_member(object->body) : Result<Member>(Code::not_found, "");
  const auto said = decode_member(payload);
  if (!said.ok() || !stored.ok() || said->id != stored->id) return;
  if (said->levels() == stored->levels()) return;
  stored->set_levels(said->levels());
  log::Transaction transaction;
  put_member(transaction, *stored, object);
  core->propose(std::move(transaction), write_patience, [](auto) {});
}

}  // namespace shoal::cluster
