"""Draw a world through a camera: the picture and its exact masks."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

import numpy as np

from roadeye.arrays import Image, Mask
from roadeye.geometry.calibration import Calibration
from roadeye.scenes.buildings import paint_building
from roadeye.scenes.camera import (
    Camera,
    CameraKind,
    CameraView,
    Pose,
    depth_of,
    hit_ground,
    look,
    random_camera,
)
from roadeye.scenes.canvas import Canvas
from roadeye.scenes.centreline import locate, place
from roadeye.scenes.ground import Ground, ground_colour, survey
from roadeye.scenes.layout import Category
from roadeye.scenes.light import Colours, faded
from roadeye.scenes.rig import calibration
from roadeye.scenes.roadside import Planting
from roadeye.scenes.sensor import Sensor, expose, random_sensor
from roadeye.scenes.shadows import ShadowMap, cast_shadows, sunlit
from roadeye.scenes.sky import paint_far, sky_colour
from roadeye.scenes.sprites import paint_billboard
from roadeye.scenes.street import Post, paint_barrier, paint_post
from roadeye.scenes.traffic import vehicle_at
from roadeye.scenes.vehicles import Vehicle, paint_vehicle
from roadeye.scenes.world import SIGHT, World, category_of, random_world


@dataclass(frozen=True)
class Scene:
    """Hold a drawn picture and all that is known about it.

    Attributes:
        image: The picture.
        road: True where the carriageway is seen.
        valid: True where the mask counts.
        calibration: From road metres to pixels, exactly as drawn.
        camera: The camera that saw it.
        category: Kind of road: `um`, `umm` or `uu`.
    """

    image: Image
    road: Mask
    valid: Mask
    calibration: Calibration
    camera: Camera
    category: Category


@dataclass(frozen=True)
class Driver:
    """Hold how a camera rides: its traits, its sensor and where it is on the road.

    Attributes:
        camera: The camera.
        sensor: What it does to light.
        drift: Offset from the middle of the lane, metres.
        skew: Heading relative to the road, radians.
        start: Station where it begins, metres.
    """

    camera: Camera
    sensor: Sensor
    drift: float
    skew: float
    start: float


def random_driver(seed: int, index: int, size: tuple[int, int], kind: CameraKind) -> Driver:
    """Return the camera of a picture or a sequence."""
    rng = np.random.default_rng([seed, index, 7])
    camera = random_camera(rng, size, kind)
    sensor = random_sensor(rng)
    drift, skew = float(rng.normal(0, 0.2)), float(rng.normal(0, 0.03))
    return Driver(camera, sensor, drift, skew, float(rng.uniform(0, 8)))


def render(
    seed: int, index: int, size: tuple[int, int] = (375, 1242), camera: CameraKind = "kitti"
) -> Scene:
    """Draw the picture with that number; the same arguments always give the same picture.

    Args:
        seed: Seed of the data set.
        index: Number of the picture in it, from 0.
        size: Rows and columns.
        camera: Kind of camera.
    """
    world = random_world(seed, index, category_of(index), size[0], 0.0)
    driver = random_driver(seed, index, size, camera)
    return draw(world, driver, 0.0, np.random.default_rng([seed, index, 8]))


def draw(world: World, driver: Driver, driven: float, rng: np.random.Generator) -> Scene:
    """Draw a world as seen after `driven` metres; `rng` gives the sensor's noise."""
    camera = driver.camera
    station = driver.start + driven
    x, z, heading = place(world.line, station, world.layout.ours + driver.drift)
    view = look(camera, Pose(x, z, heading + driver.skew))
    vehicles = [vehicle_at(world.line, mover, driven) for mover in world.traffic]
    shadows = cast_shadows(world, vehicles, station)
    canvas = _backdrop(world, view, shadows)
    for _, paint in sorted(_things(world, canvas, vehicles, shadows), key=lambda thing: -thing[0]):
        paint()
    image = expose(driver.sensor, canvas.colours, world.light.exposure, rng)
    valid = np.ones_like(canvas.road)
    return Scene(image, canvas.road, valid, calibration(camera), camera, world.layout.category)


def _backdrop(world: World, view: CameraView, shadows: ShadowMap) -> Canvas:
    """Return a canvas with sky and ground, nothing standing on it yet."""
    colours = sky_colour(world.light, world.tile, view)
    shape = colours.shape[:2]
    road = np.zeros(shape, np.bool_)
    hit = hit_ground(view)
    if hit.top < shape[0]:
        ground = survey(world.layout, world.line, hit)
        sees = np.isfinite(hit.depth)
        albedo = ground_colour(world.layout, world.palette, ground)
        lit = _ground_light(world, ground, shadows)
        below = faded(world.light, albedo * lit, hit.depth)
        colours[hit.top :][sees] = below[sees]
        road[hit.top :] = (ground.outside < 0) & sees
    hidden = paint_far(colours, world.light, world.tile, view, world.far)
    road &= hidden < 0.5
    return Canvas(colours, np.full(shape, np.inf, np.float32), road, world.light, view, world.tile)


def _ground_light(world: World, ground: Ground, shadows: ShadowMap) -> Colours:
    light = world.light
    share = sunlit(shadows, ground.s, ground.t)[..., None]
    direct = light.sun * np.float32(-light.towards_sun[1])
    # Where the sun is kept away, part of the sky is hidden too.
    return np.asarray(
        (direct * share + light.sky * (np.float32(0.72) + np.float32(0.28) * share))
        * np.float32(1 - 0.45 * light.wetness),
        dtype=np.float32,
    )


def _things(
    world: World, canvas: Canvas, vehicles: list[Vehicle], shadows: ShadowMap
) -> list[tuple[float, Callable[[], None]]]:
    """Return depth and brush of everything that stands in sight."""
    view = canvas.view
    things: list[tuple[float, Callable[[], None]]] = []

    def lit(thing: Post | Vehicle) -> float:
        s, t = locate(world.line, *(np.full((1, 1), c, np.float32) for c in (thing.x, thing.z)))
        return float(sunlit(shadows, s, t)[0, 0])

    def add(x: float, z: float, brush: Callable[[], None]) -> None:
        depth = depth_of(view, x, z)
        if -15 < depth < min(world.far, SIGHT):
            things.append((depth, brush))

    for building in world.buildings:
        x, z = np.mean(np.array(building.corners), axis=0)
        add(float(x), float(z), partial(paint_building, canvas, building, world.tile))
    hedge = world.plants["hedge"][0].sprite
    for barrier in world.barriers:
        x, z = np.mean(np.array([barrier.start, barrier.end]), axis=0)
        add(float(x), float(z), partial(paint_barrier, canvas, barrier, world.tile, hedge))
    for post in world.posts:
        add(post.x, post.z, partial(paint_post, canvas, post, lit(post)))
    for planting in world.plantings:
        add(planting.x, planting.z, partial(_paint_plant, world, canvas, planting))
    for vehicle in vehicles:
        add(vehicle.x, vehicle.z, partial(paint_vehicle, canvas, vehicle, lit(vehicle)))
    return things


def _paint_plant(world: World, canvas: Canvas, planting: Planting) -> None:
    plants = world.plants[planting.kind]
    plant = plants[planting.variant % len(plants)]
    pose = canvas.view.pose
    sun_right = (
        world.light.towards_sun[0] * np.cos(pose.heading)
        - world.light.towards_sun[2] * np.sin(pose.heading)
    ) > 0
    sprite = np.ascontiguousarray(plant.sprite[:, ::-1]) if sun_right else plant.sprite
    foot = (planting.x, 0.0, planting.z)
    paint_billboard(canvas, sprite, foot, planting.height * plant.aspect, planting.height)
