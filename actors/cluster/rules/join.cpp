#include "actors/cluster/rules/join.hpp"

#include <algorithm>

#include "actors/cluster/rules/member_io.hpp"
#include "actors/cluster/rules/message_io.hpp"

namespace shoal::cluster {
namespace {

constexpr std::string_view token_head = "shoal-join-1";

std::string hexadecimal(std::string_view bytes) {
  std::string out;
  for (unsigned char byte : bytes) {
    out += "0123456789abcdef"[byte >> 4];
    out += "0123456789abcdef"[byte & 15];
  }
  return out;
}

std::optional<std::string> from_hexadecimal(std::string_view text) {
  auto digit = [](char c) {
    return c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
  };
  std::string out;
  if (text.size() % 2) return std::nullopt;
  for (size_t i = 0; i < text.size(); i += 2) {
    int high = digit(text[i]), low = digit(text[i + 1]);
    if (high < 0 || low < 0) return std::nullopt;
    out += static_cast<char>(high * 16 + low);
  }
  return out;
}

std::vector<std::string_view> split(std::string_view text, char at) {
  std::vector<std::string_view> parts;
  for (size_t from = 0; from <= text.size();) {
    size_t to = std::min(text.find(at, from), text.size());
    parts.push_back(text.substr(from, to - from));
    from = to + 1;
  }
  return parts;
}

bool is_word(std::string_view text) {
  auto plain = [](char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z'); };
  return !text.empty() && text.size() <= 128 && std::all_of(text.begin(), text.end(), plain);
}

}  // namespace

std::string print_token(const JoinToken& token) {
  std::string out(token_head);
  for (const auto& part : {token.cluster, token.id, token.secret}) out += "." + part;
  char between = '.';
  for (const auto& pin : token.pins) out += between + hexadecimal(pin), between = ',';
  return out;
}

Result<JoinToken> parse_token(std::string_view text) {
  const Status malformed(Code::bad_request, "this is no join token of shoal");
  constexpr std::string_view blanks = " \t\r\n";
  size_t first = text.find_first_not_of(blanks);
  if (first == text.npos || text.size() > join_token_max) return malformed;
  text = text.substr(first, text.find_last_not_of(blanks) - first + 1);
  auto parts = split(text, '.');
  if (parts.size() != 5 || parts[0] != token_head) return malformed;
  JoinToken token{std::string(parts[1]), std::string(parts[2]), std::string(parts[3]), {}};
  for (auto part : {parts[1], parts[2], parts[3]})
    if (!is_word(part)) return malformed;
  for (auto part : split(parts[4], ',')) {
    auto pin = from_hexadecimal(part);
    if (!pin || pin->size() != pin_bytes || token.pins.size() == token_pins_max) return malformed;
    token.pins.push_back(std::move(*pin));
  }
  return token;
}

std::string token_key(std::string_view id) {
  return std::string(tokens_prefix) + std::string(id);
}

Bytes encode(const StoredToken& token) {
  capnp::MallocMessageBuilder message;
  auto out = message.initRoot<wire::StoredToken>();
  out.setHash(token.hash);
  out.setExpiresNs(to_unix_ns(token.expires));
  return io::flat(message);
}

Result<StoredToken> decode_stored_token(const Bytes& bytes) {
  return io::read<wire::StoredToken>(bytes.view(), [](auto in) -> Result<StoredToken> {
    return StoredToken{io::text(in.getHash()), wall_from_unix_ns(in.getExpiresNs())};
  });
}

Bytes encode(const JoinRequest& request) {
  capnp::MallocMessageBuilder message;
  auto out = message.initRoot<wire::JoinRequest>();
  out.setToken(request.token_id + "." + request.secret);
  put(out.initMember(), request.member);
  out.setLife(request.life.value);
  return io::flat(message);
}

Result<JoinRequest> decode_join_request(const Bytes& bytes) {
  return io::read<wire::JoinRequest>(bytes.view(), [](auto in) -> Result<JoinRequest> {
    auto token = io::text(in.getToken());
    auto dot = token.find('.');
    if (dot == token.npos) return Status(Code::unauthorized, "the join token is malformed");
    SHOAL_ASSIGN(auto member, get(in.getMember()));
    return JoinRequest{
        token.substr(0, dot), token.substr(dot + 1), std::move(member), {in.getLife()}};
  });
}

namespace {

Status may_ask(const store::Snapshot& snapshot, const Members& known, const JoinRequest& request,
               const KeyPin& pin, const std::string& secret_hash, WallTime now) {
  if (request.member.pin != pin) return {Code::forbidden, "the request names another node's key"};
  if (request.token_id.empty()) {
    auto own = known.find(request.member.name);
    if (own != known.end() && own->second.pin == pin) return {};
    return {Code::unauthorized, "without a join token only a member comes back, and the key of " +
                                    request.member.name + " is no member's"};
  }
  const Status wrong(Code::unauthorized, "the join token is wrong or has expired");
  auto object = is_word(request.token_id) ? snapshot.get(token_key(request.token_id)) : nullptr;
  if (!object) return wrong;
  auto stored = decode_stored_token(object->body);
  if (!stored.ok() || stored->hash != secret_hash || stored->expires <= now) return wrong;
  return {};
}

}  // namespace

Result<Member> admit(const store::Snapshot& snapshot, const JoinRequest& request, const KeyPin& pin,
                     const std::string& secret_hash, WallTime now) {
  const Members known = members_of(snapshot);
  SHOAL_TRY(may_ask(snapshot, known, request, pin, secret_hash, now));
  SHOAL_TRY(log::check_level(snapshot.feature_level(), request.member.levels()));
  Member member = request.member;
  member.dead = false;
  member.generation = 0;
  if (auto* same = find_pin(known, pin); same && same->name != member.name)
    return Status(Code::already_exists, "this key belongs to the member " + same->name);
  auto before = known.find(member.name);
  if (before == known.end()) {
    if (known.size() >= members_max)
      return Status(Code::too_many_requests, "the cluster has as many members as it can");
    return member;
  }
  if (before->second.pin != pin)
    return Status(Code::already_exists, "the name " + member.name + " is another node's; choose " +
                                            "another, or remove that member first");
  member.generation = before->second.generation + (before->second.id != member.id);
  if (member.pod_cidr.empty()) member.pod_cidr = before->second.pod_cidr;
  return member;
}

Status judge_life(const store::Snapshot& snapshot, const JoinRequest& request) {
  const auto now = snapshot.cluster_epoch();
  if (request.life >= now) return {};
  return {Code::gone, "life " + std::to_string(request.life.value) +
                          " of the cluster has ended, and with it the membership of " +
                          request.member.name + ": life " + std::to_string(now.value) +
                          " goes on without it; to return, it needs an empty data directory and a "
                          "join token"};
}

Bytes encode(const JoinAnswer& answer) {
  capnp::MallocMessageBuilder message;
  auto out = message.initRoot<wire::JoinAnswer>();
  out.setCluster(answer.cluster);
  out.setCaCertificate(answer.ca_certificate_pem);
  out.setCaKey(answer.ca_key_pem);
  out.setServiceAccountKey(answer.service_account_key_pem);
  out.setDataKey(io::data(answer.data_key));
  auto members = out.initMembers(static_cast<unsigned>(answer.members.size()));
  unsigned at = 0;
  for (const auto& [name, member] : answer.members) put(members[at++], member);
  return io::flat(message);
}

Result<JoinAnswer> decode_join_answer(const Bytes& bytes) {
  return io::read<wire::JoinAnswer>(bytes.view(), [](auto in) -> Result<JoinAnswer> {
    JoinAnswer out;
    out.cluster = io::text(in.getCluster());
    out.ca_certificate_pem = io::text(in.getCaCertificate());
    out.ca_key_pem = io::text(in.getCaKey());
    out.service_account_key_pem = io::text(in.getServiceAccountKey());
    out.data_key = std::string(io::view(in.getDataKey()));
    for (auto one : in.getMembers()) {
      SHOAL_ASSIGN(auto member, get(one));
      out.members.emplace(member.name, std::move(member));
    }
    return out;
  });
}

}  // namespace shoal::cluster
