#include "actors/cluster/identity.hpp"

#include <filesystem>

#include "actors/apiserver/tls/authority.hpp"
#include "actors/apiserver/tls/pem_file.hpp"
#include "actors/apiserver/tls/token.hpp"
#include "actors/cluster/ask_to_join.hpp"
#include "storage/log/directory/version_file.hpp"

namespace shoal::cluster {
namespace {

namespace fs = std::filesystem;
constexpr size_t data_key_bytes = 32;

struct Files {
  std::string directory;
  std::string at(const char* name) const { return directory + "/" + name; }
  bool has(const char* name) const {
    std::error_code error;
    return fs::exists(at(name), error);
  }
};

Status make_private_directory(const std::string& path) {
  std::error_code error;
  fs::create_directories(path, error);
  if (!error) fs::permissions(path, fs::perms::owner_all, error);
  if (error) return {Code::internal, "cannot make " + path + ": " + error.message()};
  return {};
}

Status write_secrets(const Files& files, const Secrets& secrets) {
  SHOAL_TRY(tls::write_private_file(files.at("ca.crt"), secrets.ca_certificate_pem));
  if (secrets.data_key.empty()) return {};  // a witness's
  SHOAL_TRY(tls::write_private_file(files.at("ca.key"), secrets.ca_key_pem));
  SHOAL_TRY(
      tls::write_private_file(files.at("service-account.key"), secrets.service_account_key_pem));
  return tls::write_private_file(files.at("data.key"), secrets.data_key);
}

Result<Secrets> read_secrets(const Files& files, const std::string& cluster, bool witness) {
  Secrets secrets{cluster};
  SHOAL_ASSIGN(secrets.ca_certificate_pem, tls::read_private_file(files.at("ca.crt")));
  if (witness) return secrets;
  SHOAL_ASSIGN(secrets.ca_key_pem, tls::read_private_file(files.at("ca.key")));
  SHOAL_ASSIGN(secrets.service_account_key_pem,
               tls::read_private_file(files.at("service-account.key")));
  SHOAL_ASSIGN(secrets.data_key, tls::read_private_file(files.at("data.key")));
  if (secrets.data_key.size() != data_key_bytes)
    return Status(Code::internal, files.at("data.key") + " is damaged");
  return secrets;
}

Result<Secrets> make_secrets(WallTime now) {
  Secrets secrets;
  secrets.cluster = tls::sha256_hex(tls::random_bytes(data_key_bytes)).substr(0, 32);
  SHOAL_ASSIGN(auto authority,
               tls::Authority::create("shoal-ca-" + secrets.cluster.substr(0, 8), now));
  secrets.ca_certificate_pem = authority.certificate().to_pem();
  secrets.ca_key_pem = authority.key().to_pem();
  SHOAL_ASSIGN(auto signer, tls::PrivateKey::generate());
  secrets.service_account_key_pem = signer.to_pem();
  secrets.data_key = tls::random_bytes(data_key_bytes);
  return secrets;
}

// The founder's log may begin with a membership of itself; a log made later, after the first was
// lost, must not: it would be a second cluster. So the file names the log's member id.
raft::Membership founded(const Files& files, MemberId id) {
  raft::Membership membership;
  auto founder = files.has("founder") ? tls::read_private_file(files.at("founder"))
                                      : Result<std::string>(Code::not_found, "");
  if (founder.ok() && *founder == std::to_string(id.value)) membership.voters = {id};
  return membership;
}

Result<Members> known_members(const Files& files) {
  if (!files.has("members")) return Members();
  SHOAL_ASSIGN(auto text, tls::read_private_file(files.at("members")));
  return decode_members(Bytes::copy(text));
}

// VERSION comes last: a start that was cut short before it begins again.
Status found(const EntryOptions& options, const Files& files, WallTime now) {
  SHOAL_ASSIGN(auto secrets, make_secrets(now));
  SHOAL_TRY(write_secrets(files, secrets));
  SHOAL_TRY(tls::write_private_file(files.at("founder"), std::to_string(options.self.id.value)));
  SHOAL_TRY(tls::write_private_file(files.at("cluster"), secrets.cluster));
  return log::claim_directory(options.data_dir, secrets.cluster);
}

Status enter_by_answer(const EntryOptions& options, const Files& files, const JoinToken& token,
                       const JoinAnswer& answer) {
  Secrets secrets{answer.cluster, answer.ca_certificate_pem, answer.ca_key_pem,
                  answer.service_account_key_pem, answer.data_key};
  const size_t key_bytes = options.self.witness ? 0 : data_key_bytes;
  if (secrets.cluster != token.cluster || secrets.data_key.size() != key_bytes)
    return {Code::bad_request, "the answer to the join is not of the token's cluster"};
  if (!options.self.witness)
    SHOAL_TRY(tls::Authority::from_pem(secrets.ca_certificate_pem, secrets.ca_key_pem));
  SHOAL_TRY(write_secrets(files, secrets));
  SHOAL_TRY(keep_members(files.directory, answer.members));
  SHOAL_TRY(tls::write_private_file(files.at("cluster"), secrets.cluster));
  return log::claim_directory(options.data_dir, secrets.cluster);
}

Status enter_by_token(const EntryOptions& options, const Files& files, const NodeKey& key,
                      const JoinToken& token, const Clock& clock) {
  SHOAL_ASSIGN(auto answer,
               ask_to_join({options.self, token, {{options.join, token.pins}}, options.patience},
                           key, clock));
  return enter_by_answer(options, files, token, answer);
}

// The key is the proof. Every member may be asked, and whoever stands at the address that --join
// names, should all of them have moved.
Status come_back(const EntryOptions& options, const Files& files, const NodeKey& key,
                 const std::string& cluster, const Members& known, const Clock& clock) {
  JoinToken no_token;
  no_token.cluster = cluster;
  std::vector<JoinDoor> doors;
  std::vector<KeyPin> pins;
  for (const auto& [name, member] : known) {
    if (name == options.self.name) continue;
    doors.push_back({member.address(), {member.pin}});
    pins.push_back(member.pin);
  }
  if (options.join.port) doors.push_back({options.join, pins});
  auto answer = ask_to_join({options.self, no_token, doors, options.patience}, key, clock);
  if (answer.ok()) return enter_by_answer(options, files, no_token, *answer);
  return {answer.status().code(),
          "the log of this node was lost, and no member lets it come back: " +
              answer.status().message()};
}

// Whether this directory's log is the one its node registered with.
bool registered(const EntryOptions& options, const Files& files, const Members& known) {
  if (!founded(files, options.self.id).voters.empty()) return true;
  auto self = known.find(options.self.name);
  return self != known.end() && self->second.id == options.self.id;
}

// A node with a replica tells a changed address through its own state; a witness has none, and
// comes back instead.
Status check_role(const EntryOptions& options, const Members& known, bool& moved) {
  auto self = known.find(options.self.name);
  if (self == known.end()) return {};
  const bool was = self->second.witness;
  if (was != options.self.witness)
    return {Code::conflict, options.self.name + (was ? " is a witness" : " has a replica") +
                                ": remove it from the cluster and start it with an empty data "
                                "directory to change that"};
  moved = was && self->second.address() != options.self.address();
  return {};
}

// As VERSION says, or, where the data directory was emptied, the identity kept apart from it.
Result<std::optional<std::string>> cluster_of(const EntryOptions& options, const Files& files) {
  SHOAL_ASSIGN(auto version, log::read_version(options.data_dir));
  if (version) return std::optional(version->cluster);
  if (!files.has("cluster")) return std::optional<std::string>();
  SHOAL_ASSIGN(auto cluster, tls::read_private_file(files.at("cluster")));
  return std::optional(std::move(cluster));
}

Result<std::optional<JoinToken>> token_of(const EntryOptions& options,
                                          const std::optional<std::string>& cluster) {
  if (!options.join.port || options.token.empty()) return std::optional<JoinToken>();
  SHOAL_ASSIGN(auto token, parse_token(options.token));
  if (cluster && *cluster != token.cluster)
    return Status(Code::forbidden, options.data_dir + " belongs to cluster " + *cluster +
                                       ", the join token to cluster " + token.cluster +
                                       ": use another data directory, or a token of that cluster");
  return std::optional(std::move(token));
}

Status enter(const EntryOptions& options, const Files& files, const NodeKey& key,
             const Clock& clock) {
  SHOAL_ASSIGN(auto cluster, cluster_of(options, files));
  if (cluster) SHOAL_TRY(log::claim_directory(options.data_dir, *cluster));
  SHOAL_ASSIGN(auto token, token_of(options, cluster));
  SHOAL_ASSIGN(auto known, known_members(files));
  bool moved = false;
  SHOAL_TRY(check_role(options, known, moved));
  if (cluster && registered(options, files, known) && !moved) return {};
  const bool others = known.size() > known.count(options.self.name);
  if (cluster && others) {
    auto back = come_back(options, files, key, *cluster, known, clock);
    if (back.ok() || !token) return back;
  }
  if (token) return enter_by_token(options, files, key, *token, clock);
  SHOAL_TRY(options.token_problem);
  if (options.self.witness)
    return {Code::invalid, "a witness joins a cluster: say --join and --token-file"};
  if (cluster)
    return {Code::invalid,
            "the log of this node was lost, and it knows no other member: start it with --join "
            "and a join token, and it comes back under its name"};
  if (options.init) return found(options, files, clock.wall());
  return {Code::invalid, options.data_dir +
                             " belongs to no cluster: start with --init to found "
                             "one, or with --join and --token-file to join one"};
}

// DATA/identity is where everybody looks; the identity itself may stand on another disk.
Status place_identity(const EntryOptions& options) {
  const std::string usual = options.data_dir + "/identity";
  if (options.identity_dir.empty()) return make_private_directory(usual);
  SHOAL_TRY(make_private_directory(options.identity_dir));
  std::error_code error;
  const auto target = fs::absolute(options.identity_dir, error);
  if (fs::is_symlink(usual, error)) {
    if (fs::read_symlink(usual, error) == target) return {};
  } else if (!fs::exists(usual, error)) {
    fs::create_directory_symlink(target, usual, error);
    if (!error) return {};
    return {Code::internal, "cannot make " + usual + ": " + error.message()};
  }
  return {Code::conflict, usual + " is not " + target.string() +
                              ": move what is in it there, or leave --identity-dir out"};
}

}  // namespace

Status keep_members(const std::string& identity, const Members& members) {
  return tls::write_private_file(identity + "/members", std::string(encode(members).view()));
}

bool knows_others(const std::string& data_dir, const NodeName& self) {
  const auto known = known_members(Files{data_dir + "/identity"});
  return known.ok() && known->size() > known->count(self);
}

bool others_are_a_group(const std::string& data_dir, const NodeName& self) {
  const auto known = known_members(Files{data_dir + "/identity"});
  return known.ok() && known->size() > known->count(self) + 1;
}

Result<Identity> enter_cluster(const EntryOptions& options, const Clock& clock) {
  Files files{options.data_dir + "/identity"};
  SHOAL_TRY(make_private_directory(options.data_dir));
  SHOAL_TRY(place_identity(options));
  SHOAL_ASSIGN(auto key, load_or_make_node_key(files.directory));
  SHOAL_TRY(enter(options, files, key, clock));
  SHOAL_ASSIGN(auto version, log::read_version(options.data_dir));
  if (!version) return Status(Code::internal, "the file VERSION has gone");
  Identity identity;
  SHOAL_ASSIGN(identity.secrets, read_secrets(files, version->cluster, options.self.witness));
  SHOAL_ASSIGN(identity.known, known_members(files));
  identity.first_membership = founded(files, options.self.id);
  identity.key = std::move(key);
  return identity;
}

}  // namespace shoal::cluster
