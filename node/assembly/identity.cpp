#include "node/assembly/identity.hpp"

#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "actors/apiserver/tls/pem_file.hpp"
#include "actors/apiserver/tls/token.hpp"
#include "storage/log/directory/version_file.hpp"

namespace shoal::node {
namespace {

Status make_directory(const std::string& path) {
  for (size_t at = 1; at != std::string::npos;) {
    at = path.find('/', at + 1);
    if (mkdir(path.substr(0, at).c_str(), 0700) != 0 && errno != EEXIST)
      return {Code::internal, "cannot make " + path.substr(0, at) + ": " + std::strerror(errno)};
  }
  return {};
}

std::string hex_id() {
  static constexpr char digits[] = "0123456789abcdef";
  std::string out;
  for (unsigned char byte : tls::random_bytes(16)) {
    out += digits[byte >> 4];
    out += digits[byte & 15];
  }
  return out;
}

Result<Identity> found(const Options& options, const std::string& folder, WallTime now) {
  Identity identity;
  identity.cluster = hex_id();
  identity.founder = true;
  SHOAL_ASSIGN(auto authority, tls::Authority::create("shoal-ca", now));
  identity.ca_certificate_pem = authority.certificate().to_pem();
  identity.ca_key_pem = authority.key().to_pem();
  SHOAL_TRY(tls::write_private_file(folder + "/ca.crt", identity.ca_certificate_pem));
  SHOAL_TRY(tls::write_private_file(folder + "/ca.key", identity.ca_key_pem));
  SHOAL_TRY(tls::write_private_file(folder + "/founder", "1\n"));
  SHOAL_TRY(log::claim_directory(options.data_dir, identity.cluster));
  return identity;
}

}  // namespace

Result<Identity> load_or_found(const Options& options, WallTime now) {
  SHOAL_TRY(make_directory(options.data_dir));
  auto folder = options.data_dir + "/identity";
  SHOAL_TRY(make_directory(folder));
  SHOAL_ASSIGN(auto version, log::read_version(options.data_dir));
  if (!version) {
    if (options.init) return found(options, folder, now);
    return Status(Code::invalid, "the data directory " + options.data_dir +
                                     " holds no cluster; make one with --init, or join one with "
                                     "--join ADDRESS:PORT --token-file FILE");
  }
  SHOAL_TRY(log::claim_directory(options.data_dir, version->cluster));
  Identity identity;
  identity.cluster = version->cluster;
  identity.founder = access((folder + "/founder").c_str(), F_OK) == 0;
  SHOAL_ASSIGN(identity.ca_certificate_pem, tls::read_private_file(folder + "/ca.crt"));
  SHOAL_ASSIGN(identity.ca_key_pem, tls::read_private_file(folder + "/ca.key"));
  return identity;
}

}  // namespace shoal::node
