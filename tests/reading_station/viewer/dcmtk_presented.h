// An image under a presentation state as DCMTK's presentation state code draws it (dcmp2pgm), and as we do.
#pragma once

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <optional>
#include <string>

#include <opencv2/core.hpp>

#include "common/imaging/image_file.h"
#include "reading_station/viewer/presentation/presented_view.h"

namespace rdc::station {

inline bool has_dcmp2pgm() { return std::system("command -v dcmp2pgm >/dev/null 2>&1") == 0; }

// Frames count from 0. nullopt: DCMTK refuses.
inline std::optional<cv::Mat> drawn_by_dcmtk(const std::filesystem::path& image, const std::filesystem::path& state,
                                             const std::filesystem::path& out, int frame = 0) {
  const std::string command = "dcmp2pgm -f " + std::to_string(frame + 1) + " -p '" + state.string() + "' '" +
                              image.string() + "' '" + out.string() + "' >/dev/null 2>&1";
  if (std::system(command.c_str()) != 0) return std::nullopt;
  std::ifstream pgm(out, std::ios::binary);
  std::string magic, line;
  int columns = 0, rows = 0, most = 0;
  pgm >> magic >> std::ws;
  while (pgm.peek() == '#') std::getline(pgm, line);
  pgm >> columns >> rows >> most;
  pgm.get();
  if (magic != "P5" || columns < 1 || rows < 1 || most != 255) return std::nullopt;
  cv::Mat levels(rows, columns, CV_8UC1);
  pgm.read(reinterpret_cast<char*>(levels.data), static_cast<std::streamsize>(levels.total()));
  return levels;
}

// The whole image, turned as the state says.
inline cv::Mat drawn_by_us(const PresentedView& view, const LoadedImage& image) {
  cv::Mat levels;
  view.pipeline.apply(image.decoded.pixels, levels);
  if (view.mirrored) cv::flip(levels, levels, 1);
  for (int i = 0; i < view.quarters; ++i) {
    cv::Mat turned;
    cv::rotate(levels, turned, cv::ROTATE_90_CLOCKWISE);
    levels = turned;
  }
  return levels;
}

inline LoadedImagePtr load(const std::filesystem::path& path, int frame = 0) {
  auto file = imaging::ImageFile::open(path);
  if (!file) return nullptr;
  auto info = std::make_shared<imaging::ImageInfo>((*file)->info());
  auto decoded = (*file)->decode(frame);
  if (!decoded) return nullptr;
  imaging::GreyPipeline pipeline(*info, frame, *decoded);
  return LoadedImagePtr(new LoadedImage{
      {QString::fromStdString(path.filename().string()), frame}, info, std::move(*decoded), std::move(pipeline)});
}

}  // namespace rdc::station
