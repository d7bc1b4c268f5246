// What a text says by its colour, in whichever theme the program has. A theme is the application's palette and style
// sheet: what follows it asks here when it paints, or is given a tone once.
#pragma once

#include <array>

#include <QColor>

class QWidget;

namespace rdc::ui {

enum class Tone {
  kPlain,
  kQuiet,      // beside the matter
  kFaint,      // done with, not available
  kGood,       // verified, connected, in time
  kAttention,  // look at this
  kWarning,    // soon late, not as usual
  kBad,        // late, refused, critical
  kInfo,       // the reader's own, links
  kHeading,
};
inline constexpr std::array kTones{Tone::kPlain,   Tone::kQuiet, Tone::kFaint, Tone::kGood,   Tone::kAttention,
                                   Tone::kWarning, Tone::kBad,   Tone::kInfo,  Tone::kHeading};

// On any of a theme's grounds, also that of a selected row, each has a contrast of 4.5:1 (a test measures).
QColor colour_on_dark(Tone tone);
QColor colour_on_light(Tone tone);
// On the application's window ground as it is now. GUI thread.
QColor colour(Tone tone);
bool is_dark_theme();

// Grounds that mean the same in both themes, because they are known by their colour.
enum class Signal {
  kAlarm,      // confirmed, or alarming
  kSuspected,  // read now
  kWatch,      // repeat, compare
  kCalm,       // nothing found, not analysed
  kDone,       // decided, closed
};
inline constexpr std::array kSignals{Signal::kAlarm, Signal::kSuspected, Signal::kWatch, Signal::kCalm, Signal::kDone};
QColor ground(Signal signal);
// What is written on them, with a contrast of 4.5:1.
QColor on_signal();

// A text that was taken out, or put in, and the ground it is marked with. Of the theme as it is now; 4.5:1.
struct Marking {
  QColor text, ground;
};
Marking removed_marking();
Marking added_marking();

// The widget's text has this tone, also when the theme changes: a property that theme sheets answer.
void set_tone(QWidget& widget, Tone tone);
// What a theme's style sheet must hold for that.
QString tone_rules(QColor (*colour_of)(Tone));

}  // namespace rdc::ui
