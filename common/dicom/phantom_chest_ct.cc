#include "dcmtk/config/osconfig.h"

#include <algorithm>
#include <cmath>

#include <dcmtk/dcmdata/dctk.h>

#include "common/dicom/phantom.h"
#include "common/dicom/phantom_canvas.h"
#include "common/dicom/phantom_file.h"
#include "common/dicom/phantom_noise.h"

namespace rdc::dicom {
namespace {

constexpr double kFieldMm = 360;
// Hounsfield units, without contrast medium.
constexpr float kAirHu = -1000, kLungHu = -870, kFatHu = -100, kMuscleHu = 52, kBloodHu = 42, kLiverHu = 60,
                kSpleenHu = 50, kMarrowHu = 190, kCortexHu = 820, kDiscHu = 75, kTableHu = -420;

struct Branch {
  double x, y, z, radius;  // mm; z = share of the scan, 0 at the apices
};

// All that varies between patients, and the vessels, made once for all slices.
struct Chest {
  double scale;
  double heart;
  std::vector<Branch> vessels;

  explicit Chest(NoiseSource& random) : scale(random.between(0.92, 1.04)), heart(random.between(0.92, 1.12)) {
    for (const double side : {-1.0, 1.0}) {
      for (int i = 0; i < 26; ++i) {
        const double angle = random.between(0, 6.283);
        grow(random, {side * 42, 178, 0.42, random.between(3.0, 5.5)}, angle, random.between(-1, 1), side, 5);
      }
    }
  }

 private:
  void grow(NoiseSource& random, Branch at, double angle, double rise, double side, int depth) {
    for (int i = 0; i < 36; ++i) {
      angle += random.between(-0.12, 0.12);
      at.x += 0.75 * std::cos(angle) + 0.18 * side;
      at.y += 0.7 * std::sin(angle);
      at.z += rise * 0.0032;
      at.radius *= 0.994;
      vessels.push_back(at);
    }
    if (depth == 0 || at.radius < 0.6) return;
    Branch thinner = at;
    thinner.radius *= 0.78;
    grow(random, thinner, angle + random.between(0.2, 0.8), std::clamp(rise + random.between(-0.7, 0.7), -1.3, 1.3),
         side, depth - 1);
    grow(random, thinner, angle - random.between(0.2, 0.8), std::clamp(rise + random.between(-0.7, 0.7), -1.3, 1.3),
         side, depth - 1);
  }
};

// The trunk's half axes at z.
struct Trunk {
  double a, b;
};
Trunk trunk_at(double z, const Chest& chest) {
  const double shoulder = std::clamp(1 - z / 0.12, 0.0, 1.0);
  return {chest.scale * (150 + 14 * std::sin(z * 2.6) + 10 * shoulder),
          chest.scale * (96 + 12 * std::sin(z * 2.2) - 10 * shoulder)};
}

constexpr double kMiddle = 180;  // y of the trunk's centre

void draw_wall(PhantomCanvas& slice, double z, const Trunk& trunk) {
  slice.paint({0, kMiddle + trunk.b + 26, 190, 11, 0}, kTableHu, 1.2);
  slice.paint({0, kMiddle + trunk.b + 26, 186, 8, 0}, kAirHu + 60, 1.2);
  slice.paint({0, kMiddle, trunk.a, trunk.b, 0}, kMuscleHu - 30, 0.8);  // skin
  slice.paint({0, kMiddle, trunk.a - 2, trunk.b - 2, 0}, kFatHu, 0.8);
  slice.paint({0, kMiddle + 1, trunk.a - 15, trunk.b - 10, 0}, kMuscleHu, 1.5);
  slice.paint_over({-66, kMiddle + 62, 34, 13, -0.42}, kMuscleHu + 6, 1.5, -150, 200);  // back muscles
  slice.paint_over({66, kMiddle + 62, 34, 13, 0.42}, kMuscleHu + 6, 1.5, -150, 200);
  if (z < 0.35) {
    for (const double side : {-1.0, 1.0}) {
      slice.paint({side * (102 - 20 * z), kMiddle + 44, 30, 5.0, -side * (0.8 - z)}, kCortexHu - 200, 1.2);  // scapulae
      slice.paint({side * (102 - 20 * z), kMiddle + 44, 27, 2.6, -side * (0.8 - z)}, kMarrowHu + 60, 1.2);
    }
  }
}

// Ribs cross a section obliquely: ovals along the wall that wander forward as z grows.
void draw_ribs(PhantomCanvas& slice, double z, const Trunk& trunk) {
  for (int rib = 0; rib < 12; ++rib) {
    const double along = z * 7.0 - rib * 0.62 + 1.2;  // 0 at the spine, 3.0 at the sternum
    if (along < 0.12 || along > 2.75) continue;
    for (const double side : {-1.0, 1.0}) {
      const double angle = 1.57 - along;
      const double x = side * (trunk.a - 19) * std::cos(angle);
      const double y = kMiddle + 1 + (trunk.b - 13) * std::sin(angle);
      const double tilt = side * (angle - 1.57);
      slice.paint({x, y, 10, 4.6, tilt}, kCortexHu, 0.9);
      slice.paint({x, y, 8.2, 3.0, tilt}, kMarrowHu, 0.9);
    }
  }
}

void draw_lungs(PhantomCanvas& slice, double z, const Trunk& trunk, const Chest& chest) {
  const double apex = std::clamp(z / 0.16, 0.0, 1.0);
  const double size = std::sqrt(apex * (2 - apex));
  for (const double side : {-1.0, 1.0}) {
    const double a = (trunk.a - 26) * 0.485 * size;
    const double b = (trunk.b - 18) * 0.92 * size;
    if (a < 4) continue;
    slice.paint({side * (trunk.a - 26) * 0.515, kMiddle + 2, a, b, side * 0.10}, kLungHu, 1.0);
    // The diaphragm's dome rises into the lung from below: liver right (image left), spleen left.
    const double start = side < 0 ? 0.66 : 0.72;
    if (z > start) {
      const double grown = std::sqrt(std::clamp((z - start) / 0.22, 0.0, 1.0));
      slice.paint({side * (trunk.a - 26) * 0.50, kMiddle + 6, a * grown * 1.0, b * grown * 1.0, side * 0.10},
                  side < 0 ? kLiverHu : kSpleenHu, 1.5);
    }
  }
  for (const Branch& vessel : chest.vessels) {
    if (std::abs(vessel.z - z) * 300 < vessel.radius)
      slice.paint_over({vessel.x, vessel.y, vessel.radius, vessel.radius, 0}, 30, 0.9, -960, 29);
  }
}

void draw_mediastinum(PhantomCanvas& slice, double z, const Chest& chest) {
  slice.paint({0, kMiddle - 8, 34, 56, 0}, kFatHu + 20, 2.0);
  slice.paint({0, kMiddle + 28, 26, 34, 0}, kMuscleHu - 6, 2.0);
  const double arch = std::exp(-std::pow((z - 0.30) / 0.035, 2));
  if (z > 0.30) slice.paint({19, kMiddle + 24, 12, 12, 0}, kBloodHu, 1.0);                 // descending aorta
  if (z > 0.28 && z < 0.55) slice.paint({-12, kMiddle - 22, 14.5, 14, 0}, kBloodHu, 1.0);  // ascending aorta
  if (arch > 0.2) slice.paint({4, kMiddle - 2, 36 * arch, 12, 0.85}, kBloodHu, 1.0);
  if (z < 0.45) slice.paint({-28, kMiddle - 14, 8.5, 10, 0.3}, kBloodHu - 2, 1.0);         // superior vena cava
  if (z > 0.36 && z < 0.46) slice.paint({12, kMiddle - 14, 26, 11, -0.5}, kBloodHu, 1.0);  // pulmonary trunk
  if (z < 0.38) {
    slice.paint({0, kMiddle + 4, 9.2, 8.6, 0}, 20, 0.8);  // trachea
    slice.paint({0, kMiddle + 4, 7.6, 7.0, 0}, kAirHu, 0.8);
  } else if (z < 0.48) {
    const double apart = (z - 0.38) * 260;
    for (const double side : {-1.0, 1.0}) slice.paint({side * (6 + apart), kMiddle + 6, 5.6, 5.2, 0}, kAirHu, 0.8);
  }
  slice.paint({5, kMiddle + 22, 6, 4.5, 0}, kMuscleHu - 12, 1.0);  // oesophagus
  const double beat = 1 - std::pow((z - 0.62) / 0.19, 2);
  if (beat > 0) {
    const double s = std::sqrt(beat) * chest.heart;
    slice.paint({22, kMiddle - 22, 68 * s, 48 * s, 0.45}, kFatHu + 10, 1.5);
    slice.paint({22, kMiddle - 22, 64 * s, 44 * s, 0.45}, kMuscleHu + 2, 1.5);
    slice.paint({38, kMiddle - 14, 27 * s, 20 * s, 0.5}, kBloodHu - 4, 2.5);
    slice.paint({-2, kMiddle - 36, 26 * s, 18 * s, 0.5}, kBloodHu - 6, 2.5);
  }
  if (z > 0.1 && z < 0.72) {
    slice.paint({0, kMiddle - 84, 15, 6, 0}, kCortexHu - 320, 1.0);  // sternum
    slice.paint({0, kMiddle - 84, 12.5, 4, 0}, kMarrowHu, 1.0);
  }
}

void draw_spine(PhantomCanvas& slice, double z, double height_mm) {
  const double y = kMiddle + 46;
  const double in_segment = std::fmod(z * height_mm, 25.0) / 25.0;
  const bool disc = in_segment > 0.82;
  slice.paint({0, y + 22, 32, 16, 0}, kMuscleHu + 4, 1.5);
  slice.paint({0, y, 17, 14, 0}, disc ? kDiscHu : kCortexHu - 250, 1.0);
  if (!disc) slice.paint({0, y, 15, 12, 0}, kMarrowHu, 1.2);
  for (const double side : {-1.0, 1.0}) {
    slice.paint({side * 13, y + 18, 4, 8, side * 0.5}, kCortexHu - 200, 1.0);
    if (in_segment > 0.2 && in_segment < 0.6)
      slice.paint({side * 28, y + 20, 13, 4, -side * 0.35}, kCortexHu - 260, 1.0);
  }
  slice.paint({0, y + 34, 3.6, 11, 0}, kCortexHu - 240, 1.0);
  slice.paint({0, y + 21, 10.5, 8.5, 0}, kFatHu + 30, 1.0);  // canal and cord
  slice.paint({0, y + 21, 6.2, 5.2, 0}, 35, 1.0);
}

void draw_lesion(PhantomCanvas& slice, double z, double height_mm, PhantomLesion lesion) {
  if (lesion == PhantomLesion::kNone || lesion == PhantomLesion::kPneumothorax) return;
  const Ellipse where =
      lesion == PhantomLesion::kNodule ? Ellipse{-78, kMiddle - 24, 9, 8, 0.4} : Ellipse{84, kMiddle + 34, 34, 26, 0.2};
  const double d = (z - 0.47) * height_mm / where.a;
  if (d * d >= 1) return;
  const double s = std::sqrt(1 - d * d);
  const bool nodule = lesion == PhantomLesion::kNodule;
  slice.paint_over({where.x, where.y, where.a * s, where.b * s, where.angle}, nodule ? 35.0F : -420.0F,
                   nodule ? 1.5 : 14, -960, -300);
}

PhantomPixels scan(PhantomCanvas& slice, const NoiseTile& noise, NoiseSource& random) {
  const std::size_t x0 = random.below(NoiseTile::kSide);
  const std::size_t y0 = random.below(NoiseTile::kSide);
  PhantomPixels pixels{slice.columns(), slice.rows(), 12, false, {}};
  pixels.values.reserve(static_cast<std::size_t>(slice.columns()) * static_cast<std::size_t>(slice.rows()));
  for (int row = 0; row < slice.rows(); ++row) {
    for (int column = 0; column < slice.columns(); ++column) {
      const float hu = slice.at(column, row);
      const float sigma = hu < -990 ? 5.0F : 9.0F;
      const float grain = noise.at(static_cast<std::size_t>(column) + x0, static_cast<std::size_t>(row) + y0);
      pixels.values.push_back(
          static_cast<std::uint16_t>(std::clamp(std::lround(hu + 1024 + sigma * grain), 0L, 4095L)));
    }
  }
  return pixels;
}

void describe(DcmDataset& data, const PhantomOrder& order, const PhantomCt& what, int slice) {
  const auto put = [&](const DcmTagKey& tag, const std::string& value) { data.putAndInsertString(tag, value.c_str()); };
  const double spacing = kFieldMm / what.side;
  const double z = -slice * what.slice_thickness_mm;
  put(DCM_ImageType, "ORIGINAL\\PRIMARY\\AXIAL");
  put(DCM_FrameOfReferenceUID, phantom_uid(order.seed, "frame"));
  put(DCM_PixelSpacing, fmt::format("{:.6g}\\{:.6g}", spacing, spacing));
  put(DCM_SliceThickness, fmt::format("{:.3g}", what.slice_thickness_mm));
  put(DCM_ImageOrientationPatient, R"(1\0\0\0\1\0)");
  put(DCM_ImagePositionPatient,
      fmt::format("{:.6g}\\{:.6g}\\{:.6g}", -kFieldMm / 2 + spacing / 2, -kFieldMm / 2 + spacing / 2, z));
  put(DCM_SliceLocation, fmt::format("{:.6g}", z));
  put(DCM_PatientPosition, "HFS");
  put(DCM_KVP, "120");
  put(DCM_RescaleIntercept, "-1024");
  put(DCM_RescaleSlope, "1");
  put(DCM_RescaleType, "HU");
  put(DCM_WindowCenter, "40\\-600");
  put(DCM_WindowWidth, "400\\1500");
  put(DCM_AcquisitionNumber, "1");
}

}  // namespace

Result<PhantomStudy> write_chest_ct(const PhantomOrder& order, const PhantomCt& what,
                                    const std::filesystem::path& directory) {
  if (what.slices < 1 || what.slices > 9999 || what.side < 16 || what.side > 4096) {
    return fail(ErrorCode::kInvalid, "BAD_SIZE", "a CT needs 1 to 9999 slices of 16 to 4096 pixels");
  }
  NoiseSource random(order.seed);
  const Chest chest(random);
  const NoiseTile noise(random);
  const double height_mm = 300;  // drawn height; thin scans show fewer sections of the same chest
  PhantomFileWriter writer(order, {"CT", UID_CTImageStorage, "胸部CT平扫", "Chest 1.5 B30", "CHEST"}, directory);
  for (int i = 0; i < what.slices; ++i) {
    const double z = (i + 0.5) / what.slices;
    PhantomCanvas slice(what.side, what.side, kFieldMm / what.side, kAirHu);
    const Trunk trunk = trunk_at(z, chest);
    draw_wall(slice, z, trunk);
    draw_lungs(slice, z, trunk, chest);
    draw_mediastinum(slice, z, chest);
    draw_lesion(slice, z, height_mm, what.lesion);
    draw_spine(slice, z, height_mm);
    draw_ribs(slice, z, trunk);
    DcmDataset data;
    writer.fill(data, i + 1, scan(slice, noise, random));
    describe(data, order, what, i);
    if (auto saved = writer.save(data, i + 1); !saved) return fail(saved);
  }
  return writer.finish();
}

}  // namespace rdc::dicom
