// A signed revision as the centre holds it: its signature is checked here, against the centre's certificate, and its
// PDF handed out only if it is the one that was signed.
#pragma once

#include <filesystem>
#include <map>
#include <optional>
#include <string>

#include <QByteArray>
#include <QDateTime>
#include <QObject>

#include "rdc/v1/report.pb.h"
#include "reading_station/session/report_client.h"

namespace rdc::station {

struct SignatureCheck {
  enum class State { kChecking, kVerified, kRefused, kUnreachable };
  State state = State::kChecking;
  QString signer;            // from the certificate, when verified
  QDateTime signed_at;       // inside the signature, when verified
  std::string pdf_sha256;    // that the signed document names
  std::optional<Error> why;  // refused or unreachable
};

// GUI thread only; fetching and checking happen elsewhere. Borrows the runner.
class SignedReport final : public QObject {
  Q_OBJECT
 public:
  // folder: for PDFs on their way to a viewer. Mode 0700; emptied when the program starts and when it ends.
  SignedReport(CallRunner& runner, std::string centre_pem, std::filesystem::path folder, QObject* parent = nullptr);
  ~SignedReport() override;

  // Fetches and verifies the revision, unless that is done or under way; an unreachable centre is asked again. Answers
  // with checked().
  void check(const v1::Revision& revision);
  // nullopt: never asked for.
  std::optional<SignatureCheck> result(const QString& revision_id) const;
  // The PDF of a verified revision, its digest compared with the signed one. Answers with pdf_ready() or pdf_failed().
  void save_pdf(const v1::Revision& revision, const QString& file);
  // The same, into the folder, for a viewer; pdf_ready() names the file.
  void fetch_pdf(const v1::Revision& revision);

 Q_SIGNALS:
  void checked(const QString& revision_id);
  void pdf_ready(const QString& revision_id, const QString& file);
  // kNoSpace/PDF_NOT_WRITTEN: the file cannot be written there.
  void pdf_failed(const QString& revision_id, const rdc::Error& error);

 private:
  void verify(const v1::Revision& revision, const std::string& document, const std::string& signature);
  void settle(const QString& revision_id, SignatureCheck check);
  void refuse(const QString& revision_id, const Error& why);

  CallRunner& runner_;
  ReportClient client_;
  const std::string centre_pem_;
  const std::filesystem::path folder_;
  std::map<QString, SignatureCheck> checks_;
};

}  // namespace rdc::station
