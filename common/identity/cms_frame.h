// The one encoding a signature of ours has. What CMS leaves open (versions, algorithm identifiers, optional parts) is
// neither signed nor needed, so OpenSSL overlooks changes there; we do not. Internal to this folder.
#pragma once

#include <string>

#include "common/identity/openssl.h"

namespace rdc::identity {

// The whole DER structure rebuilt around the parts that signatures protect: certificate, signed attributes, signature
// value. "" when one of them is missing. A signature is accepted only if it equals this, byte for byte.
std::string framed(CMS_SignerInfo* signer, X509* certificate);

}  // namespace rdc::identity
