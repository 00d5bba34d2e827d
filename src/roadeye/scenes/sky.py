"""Sky, clouds, hills and the far line of trees that ends the ground."""

import numpy as np
from jaxtyping import Float32

from roadeye.scenes.camera import CameraView, view_rays
from roadeye.scenes.light import Colours, Light
from roadeye.scenes.noise import Tile, fractal, sample


def sky_colour(light: Light, tile: Tile, view: CameraView) -> Colours:
    """Return the sky of every pixel; below the horizon it is the horizon's colour."""
    rows = _rows(view, 0.0, np.inf)
    sky = np.empty((view.camera.height, view.camera.width, 3), np.float32)
    sky[:] = light.horizon
    if rows.stop > rows.start:
        sky[rows] = _above(light, tile, _world_rays(view, rows))
    return sky


def _above(light: Light, tile: Tile, rays: Float32[np.ndarray, "3 rows columns"]) -> Colours:
    length = np.sqrt(np.sum(rays * rays, axis=0))
    up = -rays[1] / length
    up = np.maximum(up, 0)
    height = (1 - np.exp(-up * np.float32(5.5)))[..., None]
    colours = light.horizon + height * (light.zenith - light.horizon)
    towards = light.towards_sun.astype(np.float32)
    near_sun = np.maximum(np.tensordot(towards, rays, 1) / length, 0)
    glow = (near_sun ** np.float32(12))[..., None] * light.sun
    colours = colours + np.float32(0.6) * glow
    if light.clouds > 0.05:
        # Clouds lie on a plane, so they crowd together towards the horizon.
        flat = np.float32(1) / np.maximum(up, np.float32(0.04))
        x, z = rays[0] * flat, rays[2] * flat
        puffs = fractal(tile, x * np.float32(0.8), z * np.float32(0.8), 0.22, 4)
        amount = np.clip(puffs * np.float32(0.55) + np.float32(light.clouds * 1.5 - 0.75), 0, 1)
        amount = amount * np.clip(up * 25, 0, 1)
        shade = np.clip(1 - np.float32(0.16) * puffs, 0.6, 1.15)[..., None]
        white = (
            np.float32(0.75) * light.sun + np.float32(0.9) * light.sky + np.float32(0.25)
        ) * shade
        colours = colours + amount[..., None] * (white - colours)
    return np.asarray(colours, dtype=np.float32)


def paint_far(
    colours: Colours, light: Light, tile: Tile, view: CameraView, distance: float
) -> Float32[np.ndarray, "rows columns"]:
    """Paint hills and a far tree line over the sky; return how much each pixel is covered by it.

    Args:
        colours: The sky and the ground, painted over in place.
        light: The light of the scene.
        tile: Noise.
        view: The camera.
        distance: Where the tree line stands on the ground, metres.
    """
    hidden = np.zeros(colours.shape[:2], np.float32)
    rows = _rows(view, -2 * view.camera.mount / distance, 0.3)
    if rows.stop <= rows.start:
        return hidden
    colours = colours[rows]
    rays = _world_rays(view, rows)
    level = np.hypot(rays[0], rays[2])
    rise = -rays[1] / level  # tangent of the angle over the horizon
    # A ridge depends on the direction alone; one row tells it well enough for all.
    middle = rays[:, len(rays[0]) // 2][:, None]
    turn = np.arctan2(middle[0], middle[2])
    zero = np.zeros_like(turn)
    pixel = np.float32(1.2 / view.camera.focal)
    green = light.sun * np.float32(0.35) + light.sky
    for index, (far, top, rough, tone) in enumerate(
        (
            (distance * 12, 0.045, 0.35, (0.06, 0.085, 0.05)),
            (distance * 2.5, 0.03, 0.05, (0.045, 0.06, 0.03)),
            (distance, 9.0 / distance, 0.012, (0.035, 0.055, 0.022)),
        )
    ):
        ridge = fractal(tile, turn, zero + np.float32(11.3 * index), rough, 5)
        crest = np.float32(top) * (1 + np.float32(0.24) * ridge)
        amount = np.clip((crest - rise) / pixel + np.float32(0.5), 0, 1)
        foot = np.float32(-view.camera.mount / far)
        amount *= np.clip((rise - foot) / pixel + np.float32(0.5), 0, 1)
        clear = np.float32(np.exp(-far / light.visibility / 1.6))
        speckle = 1 + np.float32(0.35 * (index > 0)) * sample(
            tile, turn + 0 * rise, rise, 1.5 * float(pixel)
        )
        colour = np.array(tone, np.float32) * green * np.maximum(speckle, 0.3)[..., None]
        colour = colour * clear + light.horizon * (np.float32(0.75) * (1 - clear))
        colours += amount[..., None] * (colour - colours)
        if index == 2:
            # Nothing of the ground behind the tree line is seen.
            hidden[rows] = amount
    return hidden


def _rows(view: CameraView, lowest: float, highest: float) -> slice:
    """Return the rows with a pixel that looks up by between two tangents."""
    camera = view.camera
    edges = view_rays(view, slice(None))[:, :, [0, camera.width // 2, -1]]
    rise = -edges[1] / np.maximum(edges[2], np.float32(0.05))
    wanted = np.flatnonzero((rise.max(axis=1) >= lowest) & (rise.min(axis=1) <= highest))
    return slice(int(wanted[0]), int(wanted[-1]) + 1) if len(wanted) else slice(0, 0)


def _world_rays(view: CameraView, rows: slice) -> Float32[np.ndarray, "3 rows columns"]:
    rays = view_rays(view, rows)
    sin, cos = np.float32(np.sin(view.pose.heading)), np.float32(np.cos(view.pose.heading))
    return np.stack([cos * rays[0] + sin * rays[2], rays[1], cos * rays[2] - sin * rays[0]])
