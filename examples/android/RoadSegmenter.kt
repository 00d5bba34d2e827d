// Find the road with LiteRT on Android. Nobody has compiled this file yet: please report what it lacks.
//
//   dependencies { implementation("com.google.ai.edge.litert:litert:1.4.2") }
//
// Put the model into app/src/main/assets: roadeye models get roadeye -o .
package org.example.road

import android.content.res.AssetManager
import android.graphics.Bitmap
import android.graphics.Canvas
import android.graphics.Color
import android.graphics.Paint
import android.graphics.RectF
import java.io.FileInputStream
import java.nio.ByteBuffer
import java.nio.ByteOrder
import java.nio.MappedByteBuffer
import java.nio.channels.FileChannel
import kotlin.math.min
import org.tensorflow.lite.Interpreter

/** Runs one input size of a model. One thread at a time may call it. */
class RoadSegmenter(
    assets: AssetManager,
    name: String = "roadeye.tflite",
    private val height: Int = 240,
    private val width: Int = 800,
    private val heads: Int = 2,
) : AutoCloseable {
    private val interpreter = Interpreter(read(assets, name), Interpreter.Options().setNumThreads(2))
    private val input = floats(height * width * 3)
    private val output = floats(height * width * heads)

    /** Returns a map of the picture's own size in which the road is white and all else black. */
    fun mask(picture: Bitmap, threshold: Float = 0.5f): Bitmap {
        val place = placeOf(picture)
        val fitted = Bitmap.createBitmap(width, height, Bitmap.Config.ARGB_8888)
        Canvas(fitted).apply {
            drawColor(Color.rgb(127, 127, 127))
            drawBitmap(picture, null, place, Paint(Paint.FILTER_BITMAP_FLAG))
        }
        val pixels = IntArray(height * width)
        fitted.getPixels(pixels, 0, width, 0, 0, width, height)
        input.rewind()
        for (pixel in pixels) {  // RGB, 0..255, not scaled
            input.putFloat(Color.red(pixel).toFloat())
            input.putFloat(Color.green(pixel).toFloat())
            input.putFloat(Color.blue(pixel).toFloat())
        }
        output.rewind()
        interpreter.runSignature(
            mapOf("image" to input), mapOf("probability" to output), "road_${height}x$width",
        )
        output.rewind()
        val probability = output.asFloatBuffer()
        for (index in pixels.indices) {
            val road = probability[index * heads] >= threshold  // the first head: all road surface
            pixels[index] = if (road) Color.WHITE else Color.BLACK
        }
        val small = Bitmap.createBitmap(pixels, width, height, Bitmap.Config.ARGB_8888)
        val inside = Bitmap.createBitmap(
            small, place.left.toInt(), place.top.toInt(), place.width().toInt(), place.height().toInt(),
        )
        return Bitmap.createScaledBitmap(inside, picture.width, picture.height, false)
    }

    override fun close() = interpreter.close()

    /** Where a picture lies in the input: at the bottom, in the middle from left to right. */
    private fun placeOf(picture: Bitmap): RectF {
        val shape = (width.toFloat() / height) / (picture.width.toFloat() / picture.height)
        if (shape in 1 / 1.03f..1.03f) return RectF(0f, 0f, width.toFloat(), height.toFloat())
        val scale = min(height.toFloat() / picture.height, width.toFloat() / picture.width)
        val rows = Math.round(picture.height * scale).coerceIn(1, height)
        val columns = Math.round(picture.width * scale).coerceIn(1, width)
        val left = (width - columns) / 2
        return RectF(
            left.toFloat(), (height - rows).toFloat(), (left + columns).toFloat(), height.toFloat(),
        )
    }

    private companion object {
        fun floats(count: Int): ByteBuffer =
            ByteBuffer.allocateDirect(4 * count).order(ByteOrder.nativeOrder())

        /** The file must lie uncompressed: androidResources { noCompress += "tflite" }. */
        fun read(assets: AssetManager, name: String): MappedByteBuffer =
            assets.openFd(name).use { file ->
                FileInputStream(file.fileDescriptor).use {
                    it.channel.map(FileChannel.MapMode.READ_ONLY, file.startOffset, file.declaredLength)
                }
            }
    }
}
