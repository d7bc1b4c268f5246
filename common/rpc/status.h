// Error <-> grpc::Status. The reason and sentence travel as rdc.v1.ErrorDetail in the status details.
#pragma once

#include <grpcpp/grpcpp.h>

#include "common/base/result.h"

namespace rdc::rpc {

grpc::Status to_status(const Error& error);
Error from_status(const grpc::Status& status);

}  // namespace rdc::rpc
