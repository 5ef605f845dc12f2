#pragma once
// NodeKey: a node's long-lived key, and a certificate around it that exists only because TLS wants
// one: nobody reads its dates. What identifies the node is the pin of its public key.

#include <string>

#include "schema/vocab/link.hpp"
#include "schema/vocab/result.hpp"

namespace shoal {

struct NodeKey {
  std::string private_pem;  // never logged
  std::string certificate_pem;
  KeyPin pin;
};

Result<NodeKey> make_node_key();
// Reads node.key and node.crt of `directory`, or makes them (0600) when neither is there.
Result<NodeKey> load_or_make_node_key(const std::string& directory);
std::string pin_text(const KeyPin& pin);  // hexadecimal, for people

}  // namespace shoal
