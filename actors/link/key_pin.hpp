#pragma once
// The pin of a certificate's public key, for the two files of this folder that see certificates.

#include "schema/vocab/link.hpp"

struct x509_st;

namespace shoal::link {

KeyPin pin_of(x509_st* certificate);

}  // namespace shoal::link
