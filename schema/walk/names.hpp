#pragma once
// The name formats of the API, each a check that returns Kubernetes' words for what is wrong, or
// nothing. Pure.

#include <string>
#include <string_view>
#include <vector>

namespace shoal::schema {

using Faults = std::vector<std::string>;

Faults check_dns1123_label(std::string_view name);      // at most 63 characters
Faults check_dns1123_subdomain(std::string_view name);  // at most 253
Faults check_dns1035_label(std::string_view name);      // at most 63, a letter first
Faults check_qualified_name(std::string_view name);     // [prefix/]name: annotation keys, resources
Faults check_label_key(std::string_view key);           // a qualified name, in a label's words
Faults check_label_value(std::string_view value);
Faults check_config_key(std::string_view key);  // keys of config maps and secrets
Faults check_port_name(std::string_view name);  // at most 15
Faults check_environment_name(std::string_view name);
Faults check_header_name(std::string_view name);
Faults check_ip(std::string_view text);
Faults check_cidr(std::string_view text);

// By the name a schema gives with $Api.format; a format that is not known passes.
Faults check_format(std::string_view format, std::string_view text);

}  // namespace shoal::schema
