<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="zh_CN" sourcelanguage="en">
<context>
    <name>rdc::station::DocumentPane</name>
    <message>
        <source>PDF is shown here with the package poppler-utils, which is not installed. Open it outside.</source>
        <translation>在此显示 PDF 需要软件包 poppler-utils，本机尚未安装。请用外部程序打开。</translation>
    </message>
    <message>
        <source>This PDF takes too long to draw, or too much memory.</source>
        <translation>此 PDF 显示耗时过长或占用内存过多。</translation>
    </message>
    <message>
        <source>This PDF is damaged and cannot be shown.</source>
        <translation>此 PDF 已损坏，无法显示。</translation>
    </message>
    <message>
        <source>PDF</source>
        <translation>PDF</translation>
    </message>
    <message>
        <source>Structured report</source>
        <translation>结构化报告</translation>
    </message>
    <message>
        <source>(series %1)</source>
        <translation>（序列 %1）</translation>
    </message>
    <message>
        <source>This study has no documents.</source>
        <translation>此检查没有文档。</translation>
    </message>
    <message>
        <source>Loading the document…</source>
        <translation>正在载入文档…</translation>
    </message>
    <message>
        <source>This document is damaged and cannot be shown.</source>
        <translation>此文档已损坏，无法显示。</translation>
    </message>
    <message>
        <source>The PDF cannot be written to this station&apos;s disk: free some space.</source>
        <translation>PDF 无法写入本机磁盘：请释放磁盘空间。</translation>
    </message>
    <message>
        <source>No program for PDF files is installed on this computer.</source>
        <translation>本机未安装可打开 PDF 的程序。</translation>
    </message>
    <message>
        <source>Documents of the study</source>
        <translation>检查所附文档</translation>
    </message>
    <message>
        <source>Close the documents (D)</source>
        <translation>关闭文档（D）</translation>
    </message>
    <message>
        <source>Open outside</source>
        <translation>外部打开</translation>
    </message>
    <message>
        <source>Open the PDF with the desktop&apos;s own program</source>
        <translation>用桌面自带的程序打开此 PDF</translation>
    </message>
</context>
<context>
    <name>rdc::station::FileObjectSource</name>
    <message>
        <source>The file is not there any more.</source>
        <translation>文件已不存在。</translation>
    </message>
</context>
<context>
    <name>rdc::station::GreyscalePage</name>
    <message>
        <source>Greyscale test page</source>
        <translation>灰阶测试页</translation>
    </message>
    <message>
        <source>5 % in black</source>
        <translation>黑中 5 %</translation>
    </message>
    <message>
        <source>95 % in white</source>
        <translation>白中 95 %</translation>
    </message>
    <message>
        <source>1. Both small squares must be seen: 5 % in black, 95 % in white.</source>
        <translation>1. 两个小方块都须看得见：黑中 5 %，白中 95 %。</translation>
    </message>
    <message>
        <source>2. Each of the 16 patches shows a lighter mark above left and a darker one below right.</source>
        <translation>2. 16 个灰块每块左上角有稍亮的标记，右下角有稍暗的标记。</translation>
    </message>
    <message>
        <source>3. The ramp has no bands and no jumps.</source>
        <translation>3. 渐变条没有条带，也没有跳变。</translation>
    </message>
    <message>
        <source>4. Lines of one screen pixel are seen apart, in both directions; if not, the monitor does not run at its own resolution.</source>
        <translation>4. 横、竖两个方向上一个屏幕像素宽的线条都能分辨；若不能，说明显示器没有运行在其固有分辨率。</translation>
    </message>
    <message>
        <source>Reading needs a monitor that follows DICOM PS3.14: equal steps of grey look equally far apart. A just noticeable difference (JND) is the smallest step that an average observer sees.</source>
        <translation>诊断阅片要求显示器符合 DICOM PS3.14：灰度等距，看上去也等距。最小可觉差（JND）是一般观察者能看出的最小亮度差。</translation>
    </message>
    <message>
        <source>For black at %1 and white at %2 cd/m²: %3 JND, %4 for each of 255 levels.</source>
        <translation>黑 %1、白 %2 cd/m² 时：共 %3 个 JND，255 级灰度每级 %4 个。</translation>
    </message>
    <message>
        <source>Middle grey (128) should then measure %1 cd/m².</source>
        <translation>此时中间灰（128）应测得 %1 cd/m²。</translation>
    </message>
    <message>
        <source>This page shows the levels as they are sent; it does not calibrate. Use a light meter and the monitor&apos;s own calibration, and repeat it as your quality rules say.</source>
        <translation>本页按原样显示灰度值，并不校准显示器。请用亮度计和显示器自带的校准功能，并按质控制度定期复测。</translation>
    </message>
    <message>
        <source>Esc: back</source>
        <translation>Esc：返回</translation>
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
    <message>
        <source>Overlays hidden</source>
        <translation>叠加层已隐藏</translation>
    </message>
    <message>
        <source>Shutter off</source>
        <translation>电子遮光已关闭</translation>
    </message>
</context>
<context>
    <name>rdc::station::KeyBindingDialog</name>
    <message>
        <source>Keys of the viewer</source>
        <translation>阅片按键</translation>
    </message>
    <message>
        <source>Actions and their keys</source>
        <translation>操作及其按键</translation>
    </message>
    <message>
        <source>Action</source>
        <translation>操作</translation>
    </message>
    <message>
        <source>Keys</source>
        <translation>按键</translation>
    </message>
    <message>
        <source>New key</source>
        <translation>新按键</translation>
    </message>
    <message>
        <source>Use this key</source>
        <translation>使用此键</translation>
    </message>
    <message>
        <source>No key</source>
        <translation>不设键</translation>
    </message>
    <message>
        <source>All as delivered</source>
        <translation>全部恢复默认</translation>
    </message>
    <message>
        <source>Keep</source>
        <translation>保存</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
    <message>
        <source>%1 is already the key of “%2”. Give that action another key first.</source>
        <translation>%1 已用于“%2”。请先给那个操作换一个键。</translation>
    </message>
</context>
<context>
    <name>rdc::station::PageView</name>
    <message>
        <source>Page %1 of %2</source>
        <translation>第 %1 页 / 共 %2 页</translation>
    </message>
    <message>
        <source>Page before</source>
        <translation>上一页</translation>
    </message>
    <message>
        <source>Next page</source>
        <translation>下一页</translation>
    </message>
    <message>
        <source>Smaller (Ctrl and the wheel)</source>
        <translation>缩小（Ctrl 加滚轮）</translation>
    </message>
    <message>
        <source>Larger (Ctrl and the wheel)</source>
        <translation>放大（Ctrl 加滚轮）</translation>
    </message>
    <message>
        <source>Whole width</source>
        <translation>适合宽度</translation>
    </message>
    <message>
        <source>The page as wide as its place</source>
        <translation>页面与窗格同宽</translation>
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
    <message>
        <source>Prior %1</source>
        <translation>旧片 %1</translation>
    </message>
</context>
<context>
    <name>rdc::station::SeriesModel</name>
    <message>
        <source>Series %1, %2, %3 images</source>
        <translation>序列 %1，%2，%3 幅图像</translation>
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
    <message>
        <source>Series of the study</source>
        <translation>本检查的序列</translation>
    </message>
    <message>
        <source>Viewport %1</source>
        <translation>视窗 %1</translation>
    </message>
    <message>
        <source>earlier</source>
        <translation>较早</translation>
    </message>
    <message>
        <source>EARLIER STUDY %1</source>
        <translation>既往检查 %1</translation>
    </message>
    <message>
        <source>Image before</source>
        <translation>上一幅</translation>
    </message>
    <message>
        <source>Next image</source>
        <translation>下一幅</translation>
    </message>
    <message>
        <source>A tenth back</source>
        <translation>后退十分之一</translation>
    </message>
    <message>
        <source>A tenth forward</source>
        <translation>前进十分之一</translation>
    </message>
    <message>
        <source>First image</source>
        <translation>第一幅</translation>
    </message>
    <message>
        <source>Last image</source>
        <translation>最后一幅</translation>
    </message>
    <message>
        <source>Series before</source>
        <translation>上一序列</translation>
    </message>
    <message>
        <source>Next series</source>
        <translation>下一序列</translation>
    </message>
    <message>
        <source>Next viewport</source>
        <translation>下一视窗</translation>
    </message>
    <message>
        <source>Viewport before</source>
        <translation>上一视窗</translation>
    </message>
    <message>
        <source>This viewport alone, and back</source>
        <translation>单独放大此视窗／还原</translation>
    </message>
    <message>
        <source>Next hanging protocol</source>
        <translation>下一挂片方案</translation>
    </message>
    <message>
        <source>Hanging protocol before</source>
        <translation>上一挂片方案</translation>
    </message>
    <message>
        <source>Layout 1×1</source>
        <translation>布局 1×1</translation>
    </message>
    <message>
        <source>Layout 1×2</source>
        <translation>布局 1×2</translation>
    </message>
    <message>
        <source>Layout 1×3</source>
        <translation>布局 1×3</translation>
    </message>
    <message>
        <source>Layout 2×2</source>
        <translation>布局 2×2</translation>
    </message>
    <message>
        <source>Layout 2×3</source>
        <translation>布局 2×3</translation>
    </message>
    <message>
        <source>Layout 3×3</source>
        <translation>布局 3×3</translation>
    </message>
    <message>
        <source>Layout 4×4</source>
        <translation>布局 4×4</translation>
    </message>
    <message>
        <source>Fit the image</source>
        <translation>适合窗口</translation>
    </message>
    <message>
        <source>One image pixel on one screen pixel</source>
        <translation>一个图像像素对应一个屏幕像素</translation>
    </message>
    <message>
        <source>True size</source>
        <translation>真实尺寸</translation>
    </message>
    <message>
        <source>Zoom in</source>
        <translation>放大</translation>
    </message>
    <message>
        <source>Zoom out</source>
        <translation>缩小</translation>
    </message>
    <message>
        <source>Turn to the right</source>
        <translation>向右旋转</translation>
    </message>
    <message>
        <source>Turn to the left</source>
        <translation>向左旋转</translation>
    </message>
    <message>
        <source>Mirror left and right</source>
        <translation>左右镜像</translation>
    </message>
    <message>
        <source>Mirror up and down</source>
        <translation>上下镜像</translation>
    </message>
    <message>
        <source>Invert</source>
        <translation>反相</translation>
    </message>
    <message>
        <source>Reset</source>
        <translation>复位</translation>
    </message>
    <message>
        <source>Magnifying glass</source>
        <translation>放大镜</translation>
    </message>
    <message>
        <source>Pan tool</source>
        <translation>平移工具</translation>
    </message>
    <message>
        <source>Window tool</source>
        <translation>窗宽窗位工具</translation>
    </message>
    <message>
        <source>Scroll together</source>
        <translation>同步滚动</translation>
    </message>
    <message>
        <source>Reference lines</source>
        <translation>定位线</translation>
    </message>
    <message>
        <source>Cine</source>
        <translation>电影播放</translation>
    </message>
    <message>
        <source>Cine faster</source>
        <translation>播放加快</translation>
    </message>
    <message>
        <source>Cine slower</source>
        <translation>播放放慢</translation>
    </message>
    <message>
        <source>MPR, and back</source>
        <translation>多平面重建／返回</translation>
    </message>
    <message>
        <source>Next enhancement</source>
        <translation>下一种增强</translation>
    </message>
    <message>
        <source>Window of the file</source>
        <translation>文件原窗</translation>
    </message>
    <message>
        <source>Full screen</source>
        <translation>全屏</translation>
    </message>
    <message>
        <source>Greyscale test page</source>
        <translation>灰阶测试页</translation>
    </message>
    <message>
        <source>Change keys…</source>
        <translation>更改按键…</translation>
    </message>
    <message>
        <source>Window preset %1</source>
        <translation>预设窗 %1</translation>
    </message>
    <message>
        <source>Hanging protocols left out: %1</source>
        <translation>未采用的挂片方案：%1</translation>
    </message>
    <message>
        <source>True size is not possible: the image does not say how large a pixel is.</source>
        <translation>无法按真实尺寸显示：图像没有说明像素大小。</translation>
    </message>
    <message>
        <source>This screen is not calibrated: measure two lines with a ruler first.</source>
        <translation>此屏幕尚未校准：请先用尺量两条线。</translation>
    </message>
    <message>
        <source>%1 images a second</source>
        <translation>每秒 %1 幅</translation>
    </message>
    <message>
        <source>axial</source>
        <translation>轴位</translation>
    </message>
    <message>
        <source>coronal</source>
        <translation>冠状位</translation>
    </message>
    <message>
        <source>sagittal</source>
        <translation>矢状位</translation>
    </message>
    <message>
        <source>MIP</source>
        <translation>MIP</translation>
    </message>
    <message>
        <source>MinIP</source>
        <translation>MinIP</translation>
    </message>
    <message>
        <source>average</source>
        <translation>平均</translation>
    </message>
    <message>
        <source>an image could not be read</source>
        <translation>有图像无法读取</translation>
    </message>
    <message>
        <source>fewer than three slices</source>
        <translation>少于三层</translation>
    </message>
    <message>
        <source>an image does not say where in the patient it lies</source>
        <translation>有图像没有说明其在人体中的位置</translation>
    </message>
    <message>
        <source>colour images</source>
        <translation>彩色图像</translation>
    </message>
    <message>
        <source>images of different sizes in one series</source>
        <translation>同一序列内图像大小不一</translation>
    </message>
    <message>
        <source>images of different directions in one series</source>
        <translation>同一序列内图像方向不一</translation>
    </message>
    <message>
        <source>several images in the same place (phases or echoes)</source>
        <translation>同一位置有多幅图像（多期或多回波）</translation>
    </message>
    <message>
        <source>slices are missing</source>
        <translation>有缺层</translation>
    </message>
    <message>
        <source>more than fits in memory</source>
        <translation>超出内存容量</translation>
    </message>
    <message>
        <source>not all images are here yet</source>
        <translation>图像尚未全部到达</translation>
    </message>
    <message>
        <source>MPR is not possible: %1.</source>
        <translation>无法做多平面重建：%1。</translation>
    </message>
    <message>
        <source>Reformatting: %1 of %2 slices</source>
        <translation>正在重建：第 %1 层，共 %2 层</translation>
    </message>
    <message>
        <source>Reformatting…</source>
        <translation>正在重建…</translation>
    </message>
    <message>
        <source>slices %1 to %2 mm apart, resampled</source>
        <translation>层距 %1 至 %2 mm，已重采样</translation>
    </message>
    <message>
        <source>gantry tilt of %1° corrected</source>
        <translation>已校正机架倾角 %1°</translation>
    </message>
    <message>
        <source>MPR: %1</source>
        <translation>多平面重建：%1</translation>
    </message>
    <message>
        <source>; </source>
        <translation>；</translation>
    </message>
    <message>
        <source>A slab needs a reformatted image: start MPR first.</source>
        <translation>厚层须在重建图像上使用：请先启动多平面重建。</translation>
    </message>
    <message>
        <source>Reformatted: %1</source>
        <translation>重建：%1</translation>
    </message>
    <message>
        <source>%1, %2 mm</source>
        <translation>%1，%2 mm</translation>
    </message>
    <message>
        <source>multi-scale contrast</source>
        <translation>多尺度对比度</translation>
    </message>
    <message>
        <source>local contrast (CLAHE)</source>
        <translation>局部对比度（CLAHE）</translation>
    </message>
    <message>
        <source>sharpening</source>
        <translation>锐化</translation>
    </message>
    <message>
        <source>Enhanced: %1</source>
        <translation>已增强：%1</translation>
    </message>
    <message>
        <source>Length</source>
        <translation>长度</translation>
    </message>
    <message>
        <source>Region</source>
        <translation>区域</translation>
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
        <source>Text</source>
        <translation>文字</translation>
    </message>
    <message>
        <source>Cardiothoracic ratio</source>
        <translation>心胸比</translation>
    </message>
    <message>
        <source>Key image</source>
        <translation>关键图像</translation>
    </message>
    <message>
        <source>Overlays of the image</source>
        <translation>图像的叠加层</translation>
    </message>
    <message>
        <source>Shutter of the image</source>
        <translation>图像的电子遮光</translation>
    </message>
    <message>
        <source>Next presentation state</source>
        <translation>下一个呈现状态</translation>
    </message>
    <message>
        <source>Presentation state: %1</source>
        <translation>呈现状态：%1</translation>
    </message>
    <message>
        <source>Presentation states: %1</source>
        <translation>呈现状态：%1 个</translation>
    </message>
    <message>
        <source>No presentation state came with this image.</source>
        <translation>此图像没有附带呈现状态。</translation>
    </message>
    <message>
        <source>Loading image %1… %2 %</source>
        <translation>正在载入第 %1 幅图像… %2 %</translation>
    </message>
    <message>
        <source>Preview: the image itself is being decoded</source>
        <translation>预览：图像正在解码</translation>
    </message>
    <message>
        <source>Documents of the study</source>
        <translation>检查所附文档</translation>
    </message>
    <message>
        <source>series %1, image %2</source>
        <translation>序列 %1，第 %2 幅</translation>
    </message>
    <message>
        <source>This study has no documents.</source>
        <translation>此检查没有文档。</translation>
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
        <source>Layout, rows × columns (Ctrl and a digit)</source>
        <translation>布局：行 × 列（Ctrl 加数字键）</translation>
    </message>
    <message>
        <source>language of names</source>
        <comment>en or zh</comment>
        <translation>zh</translation>
    </message>
    <message>
        <source>Hanging</source>
        <translation>挂片</translation>
    </message>
    <message>
        <source>Hanging protocols that fit this study (. next, comma before)</source>
        <translation>适合本检查的挂片方案（句点：下一个，逗号：上一个）</translation>
    </message>
    <message>
        <source>Link</source>
        <translation>同步</translation>
    </message>
    <message>
        <source>Scroll the viewports together: by place in the patient, else as far apart as now (S)</source>
        <translation>各视窗同步滚动：按人体位置；位置不可比时保持当前相差（S）</translation>
    </message>
    <message>
        <source>Cine</source>
        <translation>电影播放</translation>
    </message>
    <message>
        <source>Run through the series (space); Ctrl and the arrows change the speed</source>
        <translation>连续播放本序列（空格）；Ctrl 加左右箭头调节速度</translation>
    </message>
    <message>
        <source>MPR</source>
        <translation>MPR</translation>
    </message>
    <message>
        <source>Axial, coronal and sagittal planes of this series (U)</source>
        <translation>本序列的轴位、冠状位与矢状位（U）</translation>
    </message>
    <message>
        <source>Slab</source>
        <translation>厚层</translation>
    </message>
    <message>
        <source>Thickness and kind of reformatted images</source>
        <translation>重建图像的层厚与方式</translation>
    </message>
    <message>
        <source>Thin</source>
        <translation>薄层</translation>
    </message>
    <message>
        <source>MIP</source>
        <translation>MIP</translation>
    </message>
    <message>
        <source>MinIP</source>
        <translation>MinIP</translation>
    </message>
    <message>
        <source>Average</source>
        <translation>平均</translation>
    </message>
    <message>
        <source>%1, %2 mm</source>
        <translation>%1，%2 mm</translation>
    </message>
    <message>
        <source>Enhance</source>
        <translation>增强</translation>
    </message>
    <message>
        <source>Only what is shown changes; measurements read the original (Q)</source>
        <translation>只改变显示；测量仍取原始值（Q）</translation>
    </message>
    <message>
        <source>Off</source>
        <translation>关闭</translation>
    </message>
    <message>
        <source>Multi-scale contrast</source>
        <translation>多尺度对比度</translation>
    </message>
    <message>
        <source>Multi-scale contrast, strong</source>
        <translation>多尺度对比度（强）</translation>
    </message>
    <message>
        <source>Local contrast (CLAHE)</source>
        <translation>局部对比度（CLAHE）</translation>
    </message>
    <message>
        <source>Sharpening</source>
        <translation>锐化</translation>
    </message>
    <message>
        <source>Contrast and sharpening</source>
        <translation>对比度 + 锐化</translation>
    </message>
    <message>
        <source>More</source>
        <translation>更多</translation>
    </message>
    <message>
        <source>Everything else, with its key</source>
        <translation>其余操作</translation>
    </message>
    <message>
        <source>Annotate</source>
        <translation>标注</translation>
    </message>
    <message>
        <source>More measurements and marks</source>
        <translation>更多测量与标注</translation>
    </message>
    <message>
        <source>Images in memory: %1 of %2 MB</source>
        <translation>内存中的图像：%1 / %2 MB</translation>
    </message>
    <message>
        <source>Decoded images kept for scrolling. When the limit is reached, those not seen for longest make room.</source>
        <translation>为便于翻阅而保留的已解码图像。达到上限时，最久未看的图像先让出位置。</translation>
    </message>
    <message>
        <source>Documents (%1)</source>
        <translation>文档（%1）</translation>
    </message>
    <message>
        <source>Structured reports and PDFs that came with the study (D)</source>
        <translation>随检查送来的结构化报告和 PDF（D）</translation>
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
    <message>
        <source>Structured report</source>
        <translation>结构化报告</translation>
    </message>
    <message>
        <source>complete</source>
        <translation>完整</translation>
    </message>
    <message>
        <source>partial</source>
        <translation>部分</translation>
    </message>
    <message>
        <source>not verified</source>
        <translation>未审核</translation>
    </message>
    <message>
        <source>verified</source>
        <translation>已审核</translation>
    </message>
    <message>
        <source>verified by %1</source>
        <translation>审核人：%1</translation>
    </message>
    <message>
        <source>see item %1</source>
        <translation>见条目 %1</translation>
    </message>
    <message>
        <source>The report is longer than can be shown here.</source>
        <translation>报告过长，此处未能全部显示。</translation>
    </message>
</context>
</TS>
