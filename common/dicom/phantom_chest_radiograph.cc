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

constexpr double kWidthMm = 350;
// Attenuation per mm relative to soft tissue's, about as at 120 kV.
constexpr double kSoft = 1.0;
constexpr double kBone = 1.9;
constexpr double kAir = -0.78;      // lung holds some blood
constexpr double kFreeAir = -0.97;  // a pleural space none
constexpr double kCollapsed = -0.30;

double smooth_step(double low, double high, double x) {
  const double t = std::clamp((x - low) / (high - low), 0.0, 1.0);
  return t * t * (3 - 2 * t);
}

// Anatomy that varies between patients.
struct Build {
  double scale, heart, breath;
  bool right_collapsed = false;
  double shift = 0, right_dome = 0;  // mm: the mediastinum to the left, the right diaphragm down
  explicit Build(NoiseSource& random)
      : scale(random.between(0.94, 1.06)), heart(random.between(0.9, 1.15)), breath(random.between(-8, 10)) {}
};

// Half width of the body at height y: neck, shoulders, trunk.
double half_width(double y, const Build& build) {
  const double shoulder = smooth_step(28, 78, y);
  const double waist = smooth_step(260, 430, y);
  return build.scale * (58 + 128 * shoulder - 22 * waist);
}

void draw_soft_tissue(PhantomCanvas& canvas, const Build& build) {
  for (int row = 0; row < canvas.rows(); ++row) {
    const double y = canvas.y_of(row);
    const double half = half_width(y, build);
    const double depth = 75 + 55 * smooth_step(20, 140, y) + 25 * smooth_step(270, 360, y);
    for (int column = 0; column < canvas.columns(); ++column) {
      const double u = canvas.x_of(column) / half;
      if (u * u < 1) canvas.at(column, row) += static_cast<float>(kSoft * depth * std::pow(1 - u * u, 0.42));
    }
  }
}

// The dome of the diaphragm; the right one (image left) stands higher.
double dome(double x, const Build& build) {
  const double side = x < 0 ? -78.0 : 82.0;
  const double top = (x < 0 ? 296.0 + build.right_dome : 306.0) + build.breath;
  const double d = (x - side) / 62;
  return top + 34 * d * d + 12 * std::abs(d) * d * d;
}

// Share of the lung's full depth in front of the beam, 0 outside.
double lung_at(double x, double y, const Build& build) {
  x /= build.scale;
  const double grown = std::sin(1.57 * std::clamp((y - 40) / 215, 0.0, 1.0));
  const double centre = (x < 0 ? -1.0 : 1.0) * (52 + 29 * grown);
  const double half = 18 + 53 * grown;
  const double u = (x - centre) / half;
  if (u * u >= 1) return 0;
  const double top = 50 + 26 * u * u;
  const double base = 1 - smooth_step(dome(x, build) - 5, dome(x, build) + 3, y);
  return std::pow(1 - u * u, 0.38) * (0.4 + 0.6 * smooth_step(50, 130, y)) * smooth_step(top, top + 14, y) * base;
}

// The same of the lung's tissue: the right one may have shrunk to a fist at its hilum.
double tissue_at(double x, double y, const Build& build) {
  if (!build.right_collapsed || x >= 0) return lung_at(x, y, build);
  const double u = (x + 44) / 32, v = (y - 212) / 58;
  const double outside = u * u + v * v;
  return outside >= 1 ? 0 : std::pow(1 - outside, 0.38);
}

double air_at(double x, double y, const Build& build) {
  if (!build.right_collapsed || x >= 0) return kAir;
  const double tissue = tissue_at(x, y, build);
  return kFreeAir + (kCollapsed - kFreeAir) * tissue;
}

void draw_lungs(PhantomCanvas& canvas, const Build& build) {
  for (int row = 0; row < canvas.rows(); ++row) {
    const double y = canvas.y_of(row);
    for (int column = 0; column < canvas.columns(); ++column) {
      const double x = canvas.x_of(column);
      canvas.at(column, row) += static_cast<float>(air_at(x, y, build) * 108 * lung_at(x, y, build));
    }
  }
}

void draw_mediastinum(PhantomCanvas& canvas, const Build& build) {
  const double s = build.shift;
  canvas.add_ellipsoid({4 + s, 175, 32, 125, 0}, 26, 0.8);  // great vessels
  canvas.add_ellipsoid({30 + s, 258 + build.breath / 2, 66 * build.heart, 50 * build.heart, 0.5}, 33, 0.82);  // heart
  canvas.add_ellipsoid({-14 + s, 258, 34, 46, 0.1}, 15, 0.8);    // right atrium
  canvas.add_ellipsoid({26 + s, 140, 17, 18, 0}, 12, 0.9);       // aortic knuckle
  canvas.add_ellipsoid({32 + s, 178, 13, 22, 0.3}, 10, 0.8);     // pulmonary trunk
  canvas.add_ellipsoid({-40 + s, 205, 13, 24, -0.35}, 11, 0.8);  // hila
  canvas.add_ellipsoid({52 + s, 196, 13, 22, 0.35}, 11, 0.8);
  canvas.add_tube({{0, 0}, {1 + s, 80}, {4 + s, 150}}, 8.5, -0.75, 0);  // trachea, main bronchi
  canvas.add_tube({{4 + s, 150}, {-20 + s, 178}, {-36 + s, 196}}, 5.5, -0.6, 0);
  canvas.add_tube({{4 + s, 150}, {26 + s, 176}, {48 + s, 190}}, 5, -0.6, 0);
  canvas.add_ellipsoid({78, 352 + build.breath, 30, 20, 0.2}, 22, kAir);  // stomach bubble
}

void draw_spine(PhantomCanvas& canvas) {
  for (int vertebra = 0; vertebra < 17; ++vertebra) {
    const double y = 12 + vertebra * 25.5;
    const double half = 15 + 0.35 * vertebra;
    canvas.add_ellipsoid({0, y, half, 12.5, 0}, 13, kBone * 0.38);
    canvas.add_tube({{-half + 3, y - 10}, {half - 3, y - 10}}, 1.4, kBone * 1.1, 0);
    canvas.add_tube({{-half + 3, y + 10}, {half - 3, y + 10}}, 1.4, kBone * 1.1, 0);
    canvas.add_tube({{0, y - 2}, {0, y + 10}}, 2.6, kBone, 0.3);
    canvas.add_ellipsoid({-half * 0.7, y - 2, 3.2, 4.2, 0}, 4, kBone);
    canvas.add_ellipsoid({half * 0.7, y - 2, 3.2, 4.2, 0}, 4, kBone);
  }
}

void draw_ribs(PhantomCanvas& canvas, const Build& build) {
  for (const double side : {-1.0, 1.0}) {
    for (int rib = 0; rib < 11; ++rib) {
      const double y = 58 + rib * 25.5;
      const double reach = build.scale * std::min(150.0, 66 + 30.0 * std::sqrt(rib * 3.0));
      std::vector<PlanePoint> posterior;
      std::vector<PlanePoint> anterior;
      for (int i = 0; i <= 16; ++i) {
        const double t = i / 16.0;
        // Up a little from the joint, then down and outward to the chest wall.
        posterior.push_back(
            {side * (18 + (reach - 18) * std::sin(t * 1.57)), y - 10 * std::sin(t * 2.6) + (12 + 3.2 * rib) * t * t});
        const double wall = y + 12 + 3.2 * rib;
        anterior.push_back(
            {side * (reach - (reach - 46) * (1 - std::cos(t * 1.57))), wall + (18 + 2.6 * rib) * std::sin(t * 1.4)});
      }
      canvas.add_tube(posterior, 6.2, kBone * 0.8, 0.80);
      if (rib >= 1 && rib < 8) canvas.add_tube(anterior, 6.6, kBone * 0.42, 0.84);
    }
    canvas.add_tube({{side * 13, 103}, {side * 40, 97}, {side * 72, 84}, {side * 105, 71}, {side * 142, 66}}, 5.6,
                    kBone * 0.9, 0.74);                                                                // clavicle
    canvas.add_ellipsoid({side * 165, 78, 24, 24, 0}, 17, kBone * 0.5);                                // humeral head
    canvas.add_tube({{side * 138, 70}, {side * 132, 150}, {side * 118, 205}}, 3.2, kBone * 1.1, 0.4);  // scapula
    canvas.add_tube({{side * 118, 205}, {side * 146, 150}, {side * 158, 96}}, 2.6, kBone * 1.1, 0.4);
  }
}

// Pulmonary vessels branch from the hilum and taper towards the pleura.
void grow_vessel(PhantomCanvas& canvas, const Build& build, NoiseSource& random, PlanePoint from, double angle,
                 double radius, int depth) {
  std::vector<PlanePoint> path{from};
  constexpr std::size_t kSteps = 4;
  for (std::size_t i = 0; i < kSteps; ++i) {
    angle += random.between(-0.22, 0.22);
    const double step = random.between(5, 9) * (0.6 + radius / 4);
    const PlanePoint next{path.back().x + step * std::cos(angle), path.back().y + step * std::sin(angle)};
    if (tissue_at(next.x, next.y, build) < 0.2) break;
    path.push_back(next);
  }
  canvas.add_tube(path, radius, 0.85, 0);
  if (depth == 0 || path.size() <= kSteps) return;
  grow_vessel(canvas, build, random, path.back(), angle + random.between(0.15, 0.6), radius * 0.76, depth - 1);
  grow_vessel(canvas, build, random, path.back(), angle - random.between(0.15, 0.6), radius * 0.76, depth - 1);
}

void draw_vessels(PhantomCanvas& canvas, const Build& build, NoiseSource& random) {
  for (int i = 0; i < 7; ++i) {
    const double fan = -1.25 + i * 0.42;
    grow_vessel(canvas, build, random, {46, 194}, fan, random.between(2.4, 3.6), 4);
    grow_vessel(canvas, build, random, {-38, 200}, 3.14159 - fan, random.between(2.4, 3.6), 4);
  }
}

void draw_lesion(PhantomCanvas& canvas, NoiseSource& random, PhantomLesion lesion) {
  if (lesion == PhantomLesion::kNodule) canvas.add_ellipsoid({-88, 150, 10.5, 9.5, 0.3}, 10, 1.4);
  if (lesion != PhantomLesion::kPneumonia) return;
  for (int i = 0; i < 60; ++i) {
    const Ellipse patch{92 + random.between(-26, 26), 258 + random.between(-22, 22), random.between(5, 13),
                        random.between(4, 10), random.between(0, 3)};
    canvas.add_ellipsoid(patch, random.between(2, 6), 0.8);
  }
}

// Thickness to stored value: film-like S curve over the useful range, noise growing where few photons arrive.
PhantomPixels expose(PhantomCanvas& canvas, NoiseSource& random, bool monochrome1) {
  const NoiseTile noise(random);
  const std::size_t x0 = random.below(NoiseTile::kSide);
  const std::size_t y0 = random.below(NoiseTile::kSide);
  PhantomPixels pixels{canvas.columns(), canvas.rows(), 14, monochrome1, {}};
  pixels.values.reserve(static_cast<std::size_t>(canvas.columns()) * static_cast<std::size_t>(canvas.rows()));
  for (int row = 0; row < canvas.rows(); ++row) {
    for (int column = 0; column < canvas.columns(); ++column) {
      const double thickness = std::max(canvas.at(column, row), 0.0F);
      const double tone = thickness < 1 ? 0.02 : 0.05 + 0.9 / (1 + std::exp(-(thickness - 105) / 40.0));
      const double sigma = 3.0 + 5.0 * tone;
      const auto u = static_cast<std::size_t>(column);
      const auto v = static_cast<std::size_t>(row);
      const double grain = noise.at(u + x0, v + y0) + noise.at(v * 3 + u / 1024 * 7, u * 5 + v / 1024 * 11);
      const double value = std::clamp(tone * 16383 + sigma * 0.7071 * grain, 0.0, 16383.0);
      pixels.values.push_back(static_cast<std::uint16_t>(std::lround(monochrome1 ? 16383 - value : value)));
    }
  }
  return pixels;
}

}  // namespace

Result<PhantomStudy> write_chest_radiograph(const PhantomOrder& order, const PhantomRadiograph& what,
                                            const std::filesystem::path& directory) {
  if (what.columns < 16 || what.rows < 16 || what.columns > 65535 || what.rows > 65535) {
    return fail(ErrorCode::kInvalid, "BAD_SIZE", "a radiograph needs 16 to 65535 rows and columns");
  }
  const double pixel_mm = kWidthMm / what.columns;
  NoiseSource random(order.seed);
  Build build(random);
  if (what.lesion == PhantomLesion::kPneumothorax) {
    build.right_collapsed = true;
    build.shift = 16;
    build.right_dome = 14;
  }
  PhantomCanvas canvas(what.columns, what.rows, pixel_mm, 0);
  draw_soft_tissue(canvas, build);
  draw_lungs(canvas, build);
  draw_mediastinum(canvas, build);
  draw_spine(canvas);
  draw_ribs(canvas, build);
  draw_vessels(canvas, build, random);
  draw_lesion(canvas, random, what.lesion);
  const bool monochrome1 = what.photometric == PhantomRadiograph::Photometric::kMonochrome1;
  const PhantomPixels pixels = expose(canvas, random, monochrome1);

  PhantomFileWriter writer(order, {"DX", UID_DigitalXRayImageStorageForPresentation, "胸部正位", "PA", "CHEST"},
                           directory);
  DcmDataset data;
  writer.fill(data, 1, pixels);
  const std::string spacing = fmt::format("{:.6g}\\{:.6g}", pixel_mm, pixel_mm);
  data.putAndInsertString(DCM_ImagerPixelSpacing, spacing.c_str());
  data.putAndInsertString(DCM_ViewPosition, "PA");
  data.putAndInsertString(DCM_PatientOrientation, "L\\F");
  data.putAndInsertString(DCM_ImageType, "DERIVED\\PRIMARY");
  data.putAndInsertString(DCM_PresentationIntentType, "FOR PRESENTATION");
  data.putAndInsertString(DCM_PresentationLUTShape, monochrome1 ? "INVERSE" : "IDENTITY");
  data.putAndInsertString(DCM_PixelIntensityRelationship, "LOG");
  data.putAndInsertSint16(DCM_PixelIntensityRelationshipSign, monochrome1 ? 1 : -1);
  data.putAndInsertString(DCM_RescaleIntercept, "0");
  data.putAndInsertString(DCM_RescaleSlope, "1");
  data.putAndInsertString(DCM_RescaleType, "US");
  data.putAndInsertString(DCM_LossyImageCompression, "00");
  data.putAndInsertString(DCM_BurnedInAnnotation, "NO");
  data.putAndInsertString(DCM_KVP, "120");
  data.putAndInsertString(DCM_WindowCenter, monochrome1 ? "7983" : "8400");
  data.putAndInsertString(DCM_WindowWidth, "15000");
  if (auto saved = writer.save(data, 1); !saved) return fail(saved);
  return writer.finish();
}

}  // namespace rdc::dicom
