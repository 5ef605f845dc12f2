#include <gtest/gtest.h>
#include <sys/stat.h>

#include <fstream>

#include "actors/apiserver/tls/authority.hpp"
#include "actors/apiserver/tls/pem_file.hpp"
#include "actors/apiserver/tls/token.hpp"

namespace shoal::tls {
namespace {

const WallTime now = wall_from_unix_ns(1'800'000'000'000'000'000);
using Use = Certificate::Use;

Authority authority() {
  return std::move(Authority::create("shoal-ca", now)).value();
}

TEST(Authority, a_client_leaf_carries_user_groups_and_dates) {
  Authority ca = authority();
  auto pair = ca.issue_client("alice", {"system:masters", "dev"}, now);
  ASSERT_TRUE(pair.ok()) << pair.status().to_string();
  auto leaf = Certificate::from_pem(pair->certificate_pem);
  ASSERT_TRUE(leaf.ok());
  Identity identity = leaf->identity();
  EXPECT_EQ(identity.common_name, "alice");
  EXPECT_EQ(identity.organizations, (std::vector<std::string>{"system:masters", "dev"}));
  EXPECT_EQ(identity.serial.size(), 32u);
  EXPECT_EQ(identity.not_after, now + leaf_life);
  EXPECT_TRUE(leaf->verified_by(ca.certificate(), Use::client, now).ok());
  EXPECT_FALSE(leaf->verified_by(ca.certificate(), Use::server, now).ok());
}

TEST(Authority, a_leaf_is_refused_after_its_end_before_its_begin_and_by_another_authority) {
  Authority ca = authority();
  auto leaf = Certificate::from_pem(ca.issue_client("alice", {}, now)->certificate_pem);
  EXPECT_FALSE(leaf->verified_by(ca.certificate(), Use::client, now + leaf_life + 1s).ok());
  EXPECT_FALSE(leaf->verified_by(ca.certificate(), Use::client, now - backdate - 1s).ok());
  EXPECT_FALSE(leaf->verified_by(authority().certificate(), Use::client, now).ok());
}

TEST(Authority, rotation_is_due_from_two_thirds_of_the_life) {
  auto leaf = Certificate::from_pem(authority().issue_client("a", {}, now)->certificate_pem);
  EXPECT_FALSE(leaf->due_for_rotation(now + 15h));
  EXPECT_TRUE(leaf->due_for_rotation(now + 17h));
}

TEST(Authority, survives_its_pem_and_refuses_a_foreign_key) {
  Authority ca = authority();
  auto again = Authority::from_pem(ca.certificate().to_pem(), ca.key().to_pem());
  ASSERT_TRUE(again.ok());
  EXPECT_EQ(again->pin(), ca.pin());
  EXPECT_FALSE(Authority::from_pem(ca.certificate().to_pem(), authority().key().to_pem()).ok());
}

TEST(Authority, refuses_names_that_do_not_fit) {
  Authority ca = authority();
  EXPECT_FALSE(ca.issue_client("", {}, now).ok());
  EXPECT_FALSE(ca.issue_client(std::string(65, 'x'), {}, now).ok());
  EXPECT_FALSE(ca.issue_client("a\nb", {}, now).ok());
  EXPECT_FALSE(ca.issue_server("n", {{}, {"300.1.1.1"}}, now).ok());
}

TEST(SigningRequest, round_trips_and_a_changed_byte_is_refused) {
  auto key = PrivateKey::generate();
  LeafRequest asked{.common_name = "system:node:n1",
                    .organizations = {"system:nodes"},
                    .names = {{"n1"}, {"10.0.0.1", "fd00::1"}}};
  auto pem = make_signing_request(*key, asked);
  ASSERT_TRUE(pem.ok());
  auto read = parse_signing_request(*pem);
  ASSERT_TRUE(read.ok()) << read.status().to_string();
  EXPECT_EQ(read->common_name, "system:node:n1");
  EXPECT_EQ(read->names.dns, asked.names.dns);
  EXPECT_EQ(read->names.ips, asked.names.ips);
  EXPECT_TRUE(read->public_key == key->public_key());
  std::string broken = *pem;
  broken[broken.size() / 2] = broken[broken.size() / 2] == 'A' ? 'B' : 'A';
  EXPECT_FALSE(parse_signing_request(broken).ok());
}

TEST(Parsing, takes_any_bytes_without_harm) {
  std::string pem = authority().certificate().to_pem();
  uint64_t state = 7;
  for (int i = 0; i < 3000; ++i) {
    std::string text = pem;
    for (int n = 0; n < 3; ++n) {
      state = state * 6364136223846793005u + 1442695040888963407u;
      text[(state >> 33) % text.size()] = static_cast<char>(state >> 25);
    }
    if (auto certificate = Certificate::from_pem(text)) (void)certificate->identity();
    (void)PrivateKey::from_pem(text);
    (void)parse_signing_request(text);
  }
  EXPECT_FALSE(Certificate::from_pem("").ok());
}

TEST(Jwt, a_signed_token_gives_its_claims_back) {
  auto key = PrivateKey::generate();
  std::string id = key_id(key->public_key());
  auto token = sign_jwt(*key, id, R"({"sub":"system:serviceaccount:a:b"})");
  ASSERT_TRUE(token.ok());
  auto claims = verify_jwt({{id, key->public_key()}}, *token);
  ASSERT_TRUE(claims.ok()) << claims.status().to_string();
  EXPECT_EQ(*claims, R"({"sub":"system:serviceaccount:a:b"})");
}

TEST(Jwt, every_changed_letter_and_every_other_key_is_refused) {
  auto key = PrivateKey::generate();
  auto other = PrivateKey::generate();
  std::vector<VerificationKey> keys{{"k", key->public_key()}};
  std::string token = *sign_jwt(*key, "k", R"({"sub":"x"})");
  for (size_t i = 0; i < token.size(); ++i) {
    std::string changed = token;
    changed[i] = changed[i] == 'A' ? 'B' : 'A';
    EXPECT_FALSE(verify_jwt(keys, changed).ok()) << i;
  }
  EXPECT_FALSE(verify_jwt({{"k", other->public_key()}}, token).ok());
  EXPECT_FALSE(verify_jwt({{"other", key->public_key()}}, token).ok());
}

TEST(Jwt, no_algorithm_but_es256_counts) {
  auto key = PrivateKey::generate();
  std::string unsigned_token = base64url(R"({"alg":"none"})") + "." + base64url("{}") + ".";
  EXPECT_FALSE(verify_jwt({{"k", key->public_key()}}, unsigned_token).ok());
  std::string body = base64url(R"({"alg":"HS256","kid":"k"})") + "." + base64url("{}");
  EXPECT_FALSE(
      verify_jwt({{"k", key->public_key()}}, body + "." + base64url(std::string(64, 'x'))).ok());
}

TEST(Token, random_tokens_differ_and_have_their_length) {
  EXPECT_EQ(random_token(16).size(), 16u);
  EXPECT_NE(random_token(16), random_token(16));
  EXPECT_TRUE(constant_time_equal("abc", "abc"));
  EXPECT_FALSE(constant_time_equal("abc", "abd"));
  EXPECT_FALSE(constant_time_equal("abc", "abcd"));
}

TEST(Token, base64url_has_one_spelling_for_each_value) {
  for (std::string text : {"", "f", "fo", "foo", "foob", "\xff\xfe\xfd"}) {
    EXPECT_EQ(*from_base64url(base64url(text)), text);
  }
  EXPECT_EQ(base64("foob"), "Zm9vYg==");
  EXPECT_FALSE(from_base64url("Zg==").ok());
  EXPECT_FALSE(from_base64url("Zh").ok());
  EXPECT_FALSE(from_base64url("Z").ok());
}

TEST(PemFile, is_private_and_others_are_refused) {
  std::string path = testing::TempDir() + "shoal-pem-" + random_token(8);
  ASSERT_TRUE(write_private_file(path, "secret").ok());
  struct stat facts {};
  ASSERT_EQ(stat(path.c_str(), &facts), 0);
  EXPECT_EQ(facts.st_mode & 0777, 0600u);
  EXPECT_EQ(*read_private_file(path), "secret");
  chmod(path.c_str(), 0640);
  EXPECT_EQ(read_private_file(path).status().code(), Code::forbidden);
  unlink(path.c_str());
  EXPECT_EQ(read_private_file(path).status().code(), Code::not_found);
}

}  // namespace
}  // namespace shoal::tls
