#include "acquisition_agent/clinic_console/link_bar.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QStringList>
#include <QStyle>

#include "common/ui/named.h"

namespace rdc::console {
namespace {

constexpr qint64 kWrongClockMs = 60'000;

QString clock_words(const v1::ClinicLink& link, const Tongue& say) {
  if (!link.has_clock()) return say("本机时钟未校对", "This clock was never checked");
  const auto off = link.clock().offset_ms();
  if (qAbs(off) < kWrongClockMs) return {};
  const auto minutes = QString::number(static_cast<double>(qAbs(off)) / 60'000.0, 'f', 1);
  return off > 0
             ? say("本机时钟慢 %1 分钟（病例时间已自动校正）", "This clock is %1 min slow (case times are corrected)")
                   .arg(minutes)
             : say("本机时钟快 %1 分钟（病例时间已自动校正）", "This clock is %1 min fast (case times are corrected)")
                   .arg(minutes);
}

}  // namespace

LinkBar::LinkBar(QWidget* parent)
    : QFrame(parent),
      site_(ui::named<QLabel>("site_name", this)),
      state_(ui::named<QLabel>("link_state", this)),
      detail_(ui::named<QLabel>("link_detail", this)) {
  setObjectName(QStringLiteral("link_bar"));
  auto* row = new QHBoxLayout(this);
  row->setContentsMargins(0, 0, 0, 0);
  row->setSpacing(16);
  row->addWidget(site_);
  row->addWidget(state_);
  row->addWidget(detail_, 1);
  detail_->setWordWrap(true);
  // The detail wraps; what counts is never cut.
  for (auto* label : {site_, state_}) label->setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Preferred);
}

void LinkBar::show_state(const char* state, const QString& text, const QString& detail) {
  state_->setText(text);
  detail_->setText(detail);
  if (state_->property("state").toString() == QLatin1String(state)) return;
  state_->setProperty("state", QLatin1String(state));
  state_->style()->unpolish(state_);
  state_->style()->polish(state_);
}

void LinkBar::show_lost(const Tongue& say) {
  show_state("lost", say("本机采集程序没有运行", "The acquisition agent is not running"),
             say("现在什么都记录不了：请重启程序，并打电话给县医院。",
                 "Nothing can be recorded: restart it and phone the centre."));
}

void LinkBar::show_view(const v1::ClinicView& view, const Tongue& say) {
  const auto& link = view.link();
  site_->setText(QString::fromStdString(view.site_name()));
  QStringList detail;
  if (link.refused_events() > 0)
    detail
        << say("%1 条记录被县医院拒收，请打电话", "%1 records refused by the centre: phone").arg(link.refused_events());
  if (link.refusing()) detail << say("硬盘已满，设备暂时不能发送", "Disk full: devices have to wait");
  if (link.unsent_events() > 0)
    detail << say("%1 条急救记录待上报", "%1 emergency records to be sent").arg(link.unsent_events());
  if (link.waiting() > 0) detail << say("%1 份检查待发送", "%1 examinations to be sent").arg(link.waiting());
  const auto clock = clock_words(link, say);
  if (!clock.isEmpty()) detail << clock;
  if (link.connected()) {
    if (detail.isEmpty()) detail << say("全部已送到", "Everything has arrived");
    show_state("up", say("已连接县医院", "Connected to the centre"), detail.join(QStringLiteral(" · ")));
  } else {
    detail.prepend(say("急救请直接打电话；记录照常保存，联网后自动上报",
                       "In an emergency phone; records are kept and sent later"));
    show_state("down", say("连不上县医院", "NO connection to the centre"), detail.join(QStringLiteral(" · ")));
  }
}

}  // namespace rdc::console
