<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="zh_CN" sourcelanguage="en">
<context>
    <name>rdc::station::FileObjectSource</name>
    <message>
        <source>The file is not there any more.</source>
        <translation>文件已不存在。</translation>
    </message>
</context>
<context>
    <name>rdc::station::ImageCanvas</name>
    <message>
        <source>Words of the annotation</source>
        <translation>标注文字</translation>
    </message>
    <message>
        <source>Known length in mm</source>
        <translation>已知长度（mm）</translation>
    </message>
    <message>
        <source>Text, then Enter</source>
        <translation>输入文字后回车</translation>
    </message>
    <message>
        <source>Key image</source>
        <translation>关键图像</translation>
    </message>
</context>
<context>
    <name>rdc::station::SeriesDelegate</name>
    <message>
        <source>1 image</source>
        <translation>1 幅</translation>
    </message>
    <message>
        <source>%1 images</source>
        <translation>%1 幅</translation>
    </message>
</context>
<context>
    <name>rdc::station::StudyViewer</name>
    <message>
        <source>This study has no images.</source>
        <translation>本检查没有图像。</translation>
    </message>
    <message>
        <source>This image is damaged and cannot be shown.</source>
        <translation>图像已损坏，无法显示。</translation>
    </message>
    <message>
        <source>Loading… %1 %</source>
        <translation>正在载入… %1 %</translation>
    </message>
</context>
<context>
    <name>rdc::station::ViewerTools</name>
    <message>
        <source>As in the file</source>
        <translation>文件原窗</translation>
    </message>
    <message>
        <source>Loading %1 of %2</source>
        <translation>正在载入 %1 / %2</translation>
    </message>
    <message>
        <source>Pan</source>
        <translation>平移</translation>
    </message>
    <message>
        <source>Drag the image (P). The middle button always pans.</source>
        <translation>拖动图像（P）。按住中键随时可平移。</translation>
    </message>
    <message>
        <source>Window</source>
        <translation>窗宽窗位</translation>
    </message>
    <message>
        <source>Across: width, down: level. The right button always does this.</source>
        <translation>左右拖动调窗宽，上下拖动调窗位。按住右键随时可调。</translation>
    </message>
    <message>
        <source>Zoom</source>
        <translation>缩放</translation>
    </message>
    <message>
        <source>Drag up or down. Ctrl and the wheel always zoom.</source>
        <translation>上下拖动。Ctrl+滚轮随时可缩放。</translation>
    </message>
    <message>
        <source>Length</source>
        <translation>测长</translation>
    </message>
    <message>
        <source>Drag from end to end (L)</source>
        <translation>从一端拖到另一端（L）</translation>
    </message>
    <message>
        <source>Region</source>
        <translation>区域</translation>
    </message>
    <message>
        <source>Mean and deviation in an ellipse (E)</source>
        <translation>椭圆内的均值与标准差（E）</translation>
    </message>
    <message>
        <source>Clear</source>
        <translation>清除</translation>
    </message>
    <message>
        <source>Remove all measurements</source>
        <translation>清除全部测量</translation>
    </message>
    <message>
        <source>Presets</source>
        <translation>预设窗</translation>
    </message>
    <message>
        <source>Window presets (keys 0 to 9)</source>
        <translation>预设窗（数字键 0 至 9）</translation>
    </message>
    <message>
        <source>Invert</source>
        <translation>反相</translation>
    </message>
    <message>
        <source>Black to white (I)</source>
        <translation>黑白反转（I）</translation>
    </message>
    <message>
        <source>Fit</source>
        <translation>适合窗口</translation>
    </message>
    <message>
        <source>The whole image (F)</source>
        <translation>显示整幅图像（F）</translation>
    </message>
    <message>
        <source>One image pixel on one screen pixel (A)</source>
        <translation>一个图像像素对应一个屏幕像素（A）</translation>
    </message>
    <message>
        <source>Reset</source>
        <translation>复位</translation>
    </message>
    <message>
        <source>Window, zoom and inversion as at first (R)</source>
        <translation>恢复最初的窗、缩放与反相（R）</translation>
    </message>
    <message>
        <source>One image</source>
        <translation>单幅显示</translation>
    </message>
    <message>
        <source>Four images (double click an image to change)</source>
        <translation>四幅显示（双击图像切换）</translation>
    </message>
    <message>
        <source>Annotate</source>
        <translation>标注</translation>
    </message>
    <message>
        <source>More measurements and marks</source>
        <translation>更多测量与标注</translation>
    </message>
</context>
<context>
    <name>rdc::station::ViewerWords</name>
    <message>
        <source>at detector</source>
        <translation>探测器平面</translation>
    </message>
    <message>
        <source>magnification corrected</source>
        <translation>已校正放大率</translation>
    </message>
    <message>
        <source>calibrated: geometry</source>
        <translation>几何校准</translation>
    </message>
    <message>
        <source>calibrated: fiducial</source>
        <translation>标尺校准</translation>
    </message>
    <message>
        <source>calibration unknown</source>
        <translation>校准方式不明</translation>
    </message>
    <message>
        <source>on film</source>
        <translation>胶片尺寸</translation>
    </message>
    <message>
        <source>Lengths in pixels (no calibration)</source>
        <translation>长度单位：像素（未校准）</translation>
    </message>
    <message>
        <source>mm: calibrated by geometry</source>
        <translation>毫米：几何校准</translation>
    </message>
    <message>
        <source>mm: calibrated by fiducial</source>
        <translation>毫米：标尺校准</translation>
    </message>
    <message>
        <source>mm: calibration not described</source>
        <translation>毫米：校准方式不明</translation>
    </message>
    <message>
        <source>mm at the detector (not corrected)</source>
        <translation>毫米：探测器平面（未校正放大）</translation>
    </message>
    <message>
        <source>mm: magnification corrected</source>
        <translation>毫米：已校正放大率</translation>
    </message>
    <message>
        <source>mm on the film</source>
        <translation>毫米：胶片尺寸</translation>
    </message>
    <message>
        <source>x %1  y %2  value %3 %4</source>
        <translation>x %1  y %2  值 %3 %4</translation>
    </message>
    <message>
        <source>Colour</source>
        <translation>彩色</translation>
    </message>
    <message>
        <source>W %1  L %2</source>
        <translation>窗宽 %1  窗位 %2</translation>
    </message>
    <message>
        <source>Look-up table of the file</source>
        <translation>按文件自带查找表</translation>
    </message>
    <message>
        <source>inverted</source>
        <translation>反相</translation>
    </message>
    <message>
        <source>%1 y</source>
        <translation>%1 岁</translation>
    </message>
    <message>
        <source>%1 months</source>
        <translation>%1 个月</translation>
    </message>
    <message>
        <source>%1 weeks</source>
        <translation>%1 周</translation>
    </message>
    <message>
        <source>%1 days</source>
        <translation>%1 天</translation>
    </message>
    <message>
        <source>Male</source>
        <translation>男</translation>
    </message>
    <message>
        <source>Female</source>
        <translation>女</translation>
    </message>
    <message>
        <source>Other</source>
        <translation>其他</translation>
    </message>
    <message>
        <source>Image %1 / %2</source>
        <translation>图像 %1 / %2</translation>
    </message>
    <message>
        <source>Position %1 mm</source>
        <translation>位置 %1 mm</translation>
    </message>
    <message>
        <source>Thickness %1 mm</source>
        <translation>层厚 %1 mm</translation>
    </message>
    <message>
        <source>Zoom %1 %</source>
        <translation>缩放 %1 %</translation>
    </message>
    <message>
        <source>Lossy compressed %1:1</source>
        <translation>有损压缩 %1:1</translation>
    </message>
    <message>
        <source>Lossy compressed</source>
        <translation>有损压缩</translation>
    </message>
    <message>
        <source>This image is damaged and cannot be shown.</source>
        <translation>图像已损坏，无法显示。</translation>
    </message>
    <message>
        <source>This object holds no image.</source>
        <translation>此对象不含图像。</translation>
    </message>
    <message>
        <source>This kind of image is not supported.</source>
        <translation>不支持此类图像。</translation>
    </message>
    <message>
        <source>This image claims an impossible size.</source>
        <translation>图像声明的尺寸不合理，已拒绝。</translation>
    </message>
    <message>
        <source>This image is incomplete: part of its data is missing.</source>
        <translation>图像不完整：部分数据缺失。</translation>
    </message>
    <message>
        <source>Lung</source>
        <translation>肺窗</translation>
    </message>
    <message>
        <source>Mediastinum</source>
        <translation>纵隔窗</translation>
    </message>
    <message>
        <source>Bone</source>
        <translation>骨窗</translation>
    </message>
    <message>
        <source>Brain</source>
        <translation>脑窗</translation>
    </message>
    <message>
        <source>Abdomen</source>
        <translation>腹窗</translation>
    </message>
    <message>
        <source>Liver</source>
        <translation>肝窗</translation>
    </message>
    <message>
        <source>Subdural</source>
        <translation>硬膜下窗</translation>
    </message>
    <message>
        <source>Window %1</source>
        <translation>窗 %1</translation>
    </message>
    <message>
        <source>Length</source>
        <translation>长度</translation>
    </message>
    <message>
        <source>Angle</source>
        <translation>角度</translation>
    </message>
    <message>
        <source>Cobb angle</source>
        <translation>Cobb 角</translation>
    </message>
    <message>
        <source>Polyline</source>
        <translation>折线</translation>
    </message>
    <message>
        <source>Rectangle</source>
        <translation>矩形区域</translation>
    </message>
    <message>
        <source>Ellipse</source>
        <translation>椭圆区域</translation>
    </message>
    <message>
        <source>Freehand region</source>
        <translation>手绘区域</translation>
    </message>
    <message>
        <source>Point value</source>
        <translation>点值</translation>
    </message>
    <message>
        <source>Arrow</source>
        <translation>箭头</translation>
    </message>
    <message>
        <source>Text</source>
        <translation>文字</translation>
    </message>
    <message>
        <source>Cardiothoracic ratio</source>
        <translation>心胸比</translation>
    </message>
    <message>
        <source>Limb length</source>
        <translation>肢体长度</translation>
    </message>
    <message>
        <source>Vertebral level</source>
        <translation>椎体节段</translation>
    </message>
    <message>
        <source>Calibration</source>
        <translation>校准</translation>
    </message>
    <message>
        <source>Perimeter</source>
        <translation>周长</translation>
    </message>
    <message>
        <source>Cobb</source>
        <translation>Cobb 角</translation>
    </message>
    <message>
        <source>Area</source>
        <translation>面积</translation>
    </message>
    <message>
        <source>Mean</source>
        <translation>均值</translation>
    </message>
    <message>
        <source>SD</source>
        <translation>标准差</translation>
    </message>
    <message>
        <source>Min</source>
        <translation>最小</translation>
    </message>
    <message>
        <source>Max</source>
        <translation>最大</translation>
    </message>
    <message>
        <source>Value</source>
        <translation>值</translation>
    </message>
    <message>
        <source>Heart</source>
        <translation>心影</translation>
    </message>
    <message>
        <source>Chest</source>
        <translation>胸廓</translation>
    </message>
    <message>
        <source>CTR</source>
        <translation>心胸比</translation>
    </message>
    <message>
        <source>Hip–knee</source>
        <translation>髋–膝</translation>
    </message>
    <message>
        <source>Knee–ankle</source>
        <translation>膝–踝</translation>
    </message>
    <message>
        <source>Hip–knee–ankle</source>
        <translation>髋–膝–踝</translation>
    </message>
    <message>
        <source>calibrated by reader</source>
        <translation>阅片者校准</translation>
    </message>
    <message>
        <source>Calibration: %1 mm</source>
        <translation>校准：%1 mm</translation>
    </message>
    <message>
        <source>no pixel spacing in the file</source>
        <translation>文件中无像素间距</translation>
    </message>
    <message>
        <source>Proposal: move the lines, or press Enter</source>
        <translation>程序建议：请移动标线，或按回车确认</translation>
    </message>
    <message>
        <source>mm: calibrated by reader</source>
        <translation>mm：阅片者校准</translation>
    </message>
</context>
</TS>
