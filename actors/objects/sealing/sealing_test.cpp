#include "actors/objects/sealing/sealing.hpp"

#include <gtest/gtest.h>

#include "actors/objects/codec.hpp"
#include "actors/objects/key.hpp"
#include "actors/objects/view.hpp"
#include "schema/kinds/core.hpp"
#include "schema/kinds/kinds.hpp"

namespace shoal::objects {
namespace {

core::Secret a_secret() {
  core::Secret secret;
  secret.metadata.name = "s";
  secret.metadata.namespace_ = "a";
  secret.data["password"] = "correct horse battery staple";
  return secret;
}

store::Object stored(const schema::Kind& kind, const Encoded& encoded, std::string name) {
  store::Object object;
  object.key = key_of(kind, "a", name);
  object.encoding = encoded.encoding;
  object.body = encoded.body;
  return object;
}

std::shared_ptr<const Keyring> ring(std::vector<char> letters) {
  std::vector<std::string> keys;
  for (char letter : letters) keys.emplace_back(data_key_bytes, letter);
  return *make_keyring(keys);
}

const schema::Kind& secrets() {
  return *find_kind("", "v1", "secrets");
}

TEST(Keyring, seals_secrets_and_nothing_else) {
  const auto keys = ring({'k'});
  const Encoded sealed = encode(secrets(), schema::Box::of(a_secret()), keys.get());
  EXPECT_EQ(sealed.encoding, store::Encoding::encrypted);
  EXPECT_EQ(sealed.body.view().find("horse"), std::string_view::npos);
  const auto opened = decode(secrets(), stored(secrets(), sealed, "s"), keys.get());
  ASSERT_TRUE(opened.ok()) << opened.status().message();
  EXPECT_EQ(opened->as<core::Secret>().data, a_secret().data);
  EXPECT_EQ(encode(*find_kind("", "v1", "pods"), schema::Box::of(core::Pod()), keys.get()).encoding,
            store::Encoding::packed);
}

TEST(Keyring, the_same_text_of_one_object_seals_to_the_same_bytes) {
  const auto keys = ring({'k'});
  EXPECT_EQ(keys->seal("a", "text"), keys->seal("a", "text"));
  EXPECT_FALSE(keys->seal("a", "text") == keys->seal("b", "text"));
  EXPECT_FALSE(keys->seal("a", "text") == keys->seal("a", "texT"));
  EXPECT_FALSE(keys->seal("a", "bc") == keys->seal("ab", "c"));
}

TEST(Keyring, opens_what_a_former_key_sealed) {
  const Bytes sealed = ring({'o'})->seal("a", "text");
  const auto opened = ring({'n', 'o'})->open("a", sealed.view());
  ASSERT_TRUE(opened.ok());
  EXPECT_EQ(*opened, "text");
  EXPECT_FALSE(ring({'n'})->open("a", sealed.view()).ok());
}

TEST(Keyring, refuses_every_other_byte_length_and_object) {
  const auto keys = ring({'k'});
  const Bytes sealed = keys->seal("a", "text");
  EXPECT_FALSE(keys->open("b", sealed.view()).ok());
  for (size_t i = 0; i < sealed.view().size(); ++i) {
    std::string damaged(sealed.view());
    damaged[i] = static_cast<char>(damaged[i] ^ 1);
    EXPECT_FALSE(keys->open("a", damaged).ok()) << i;
    EXPECT_FALSE(keys->open("a", sealed.view().substr(0, i)).ok()) << i;
  }
  EXPECT_FALSE(make_keyring({}).ok());
  EXPECT_FALSE(make_keyring({"short"}).ok());
}

TEST(Keyring, without_it_a_sealed_body_is_no_value) {
  const auto keys = ring({'k'});
  const Encoded sealed = encode(secrets(), schema::Box::of(a_secret()), keys.get());
  EXPECT_FALSE(decode(secrets(), stored(secrets(), sealed, "s")).ok());
  EXPECT_FALSE(decode(secrets(), stored(secrets(), sealed, "t"), keys.get()).ok());
  Cache cache;
  cache.use(keys);
  auto object = std::make_shared<store::Object>(stored(secrets(), sealed, "s"));
  EXPECT_TRUE(cache.get(secrets(), object));
}

}  // namespace
}  // namespace shoal::objects
